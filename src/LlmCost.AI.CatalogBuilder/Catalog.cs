namespace LlmCost.AI.CatalogBuilder;

/// <summary>Contains the catalog files of all providers.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<string, CatalogFile> _files = [];

    public Catalog(IEnumerable<PriceFile> checkedFiles)
    {
        foreach (var source in checkedFiles)
        {
            var file = GetOrAdd(source.Provider, source.Source, source.Checked);
            file.Aliases.AddRange(source.Aliases);
            foreach (var (name, model) in source.Models)
            {
                var known = new CatalogModel(name, FactSource.Checked, model.ToPeriods())
                {
                    Page = model.Source,
                    Day = model.Checked,
                };
                file.Add(known, model.Aliases);
            }
        }
    }

    public IEnumerable<CatalogFile> Files => _files.Values.OrderBy(file => file.Provider, StringComparer.Ordinal);

    public CatalogFile? Find(string provider) => _files.GetValueOrDefault(provider);

    public CatalogFile GetOrAdd(string provider, string page, DateOnly day)
    {
        if (!_files.TryGetValue(provider, out var file))
        {
            file = new CatalogFile(provider, page, day);
            _files.Add(provider, file);
        }

        return file;
    }
}
