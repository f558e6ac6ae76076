namespace LlmCost.AI;

/// <summary>Contains the models of one provider by normalized name and alias.</summary>
internal sealed class ProviderPrices(string provider, IReadOnlyDictionary<string, PriceHistory> models)
{
    /// <summary>Gets the name of the provider. If an alias was looked up, this is the name to which the alias refers.</summary>
    public string Provider => provider;

    /// <summary>The key of a price that applies to every model of a provider, such as a local server.</summary>
    public const string AnyModel = "*";

    /// <summary>Gets the models, with one key for each name and alias.</summary>
    public IReadOnlyDictionary<string, PriceHistory> Models => models;

    /// <summary>Returns a model by its exact name or alias.</summary>
    public PriceHistory? Find(string model) => models.GetValueOrDefault(model);

    /// <summary>Returns the model whose name equals the given name without its path and snapshot date.</summary>
    public PriceHistory? FindWithoutDate(string model)
    {
        foreach (var spelling in ModelId.Spellings(model).Skip(1))
        {
            if (Find(spelling) is { } prices)
            {
                return prices;
            }
        }

        return null;
    }

    /// <summary>
    /// Returns a model by its exact name, or else by its name without the path and the snapshot date. If neither is found,
    /// returns the price for every model, if there is one.
    /// </summary>
    public PriceHistory? FindAnySpelling(string model) => Find(model) ?? FindWithoutDate(model) ?? Find(AnyModel);
}
