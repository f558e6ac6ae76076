namespace LlmCost.AI.CatalogBuilder;

/// <summary>Contains the models and prices of one provider while the catalog is built.</summary>
internal sealed class CatalogFile(string provider, string page, DateOnly day)
{
    private readonly Dictionary<string, CatalogModel> _byName = [];

    public string Provider { get; } = provider;

    public string Page { get; } = page;

    public DateOnly Day { get; } = day;

    public List<string> Aliases { get; } = [];

    /// <summary>Gets the makers of models that this provider resells. The makers' prices are used only for comparison.</summary>
    /// <remarks>A model for which this provider has no price of its own stays unpriced.</remarks>
    public List<string> Fallbacks { get; } = [];

    public List<CatalogModel> Models { get; } = [];

    public CatalogModel? Find(string name) => _byName.GetValueOrDefault(ModelId.Normalize(name)!);

    /// <summary>
    /// Returns the model that the library would find by a name, or <see langword="null"/> if the library would find no model.
    /// </summary>
    public CatalogModel? FindAnySpelling(string name) =>
        (KnownProviders.Find(Provider)?.Spellings?.Invoke(ModelId.Normalize(name)!) ?? [ModelId.Normalize(name)!])
            .SelectMany(ModelId.Spellings)
            .Select(Find)
            .FirstOrDefault(model => model is not null);

    public void Add(CatalogModel model, IEnumerable<string> aliases)
    {
        _byName.Add(ModelId.Normalize(model.Name)!, model);
        Models.Add(model);
        AddAliases(model, aliases);
    }

    /// <summary>Adds those aliases by which the model can't be found yet. Names of other models are not added.</summary>
    public void AddAliases(CatalogModel model, IEnumerable<string> aliases)
    {
        foreach (var alias in aliases)
        {
            if (FindAnySpelling(alias) != model && _byName.TryAdd(ModelId.Normalize(alias)!, model))
            {
                model.Aliases.Add(alias);
            }
        }
    }

    public PriceFile ToPriceFile() => new()
    {
        Provider = Provider,
        Aliases = [.. Aliases, .. CatalogProviders.Aliases(Provider)],
        Source = Page,
        Checked = Day,
        Models = Models.ToDictionary(
            model => model.Name,
            model => new PriceFileModel
            {
                Aliases = model.Aliases,
                Source = model.Page,
                Checked = model.Day,
                Prices = [.. model.Periods.Select(PriceFilePeriod.Create)],
            }),
    };
}
