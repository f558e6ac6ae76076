namespace LlmCost.AI;

/// <summary>The prices of one model over time.</summary>
/// <param name="Name">The model's own name, even if the model was found by an alias.</param>
/// <param name="Periods">The prices. If several prices apply at an instant, the last one wins.</param>
internal sealed record PriceHistory(string Name, IReadOnlyList<PricePeriod> Periods)
{
    /// <summary>Returns the price at an instant, or <see langword="null"/> if none is known.</summary>
    public ModelPrice? At(DateTimeOffset timestamp)
    {
        for (var i = Periods.Count - 1; i >= 0; i--)
        {
            if (Periods[i].Contains(timestamp))
            {
                return Periods[i].Price;
            }
        }

        return null;
    }
}
