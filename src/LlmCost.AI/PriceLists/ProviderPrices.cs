namespace LlmCost.AI;

/// <summary>The models of one provider, by normalised name and alias.</summary>
internal sealed class ProviderPrices(string provider, IReadOnlyDictionary<string, PriceHistory> models)
{
    /// <summary>The provider's own name, whatever alias led to it.</summary>
    public string Provider => provider;

    /// <summary>The key of a price that holds for every model of a provider, such as a local one.</summary>
    public const string AnyModel = "*";

    /// <summary>All models by every name.</summary>
    public IReadOnlyDictionary<string, PriceHistory> Models => models;

    /// <summary>A model by its exact name or alias.</summary>
    public PriceHistory? Find(string model) => models.GetValueOrDefault(model);

    /// <summary>A model by its name without path and snapshot's date.</summary>
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

    /// <summary>A model by its name, else by its name without path and snapshot's date, else the price for any model.</summary>
    public PriceHistory? FindAnySpelling(string model) => Find(model) ?? FindWithoutDate(model) ?? Find(AnyModel);
}
