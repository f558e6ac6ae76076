namespace LlmCost.AI;

/// <summary>The prices of one model over time.</summary>
/// <param name="Name">The model's own name, whatever alias led to it.</param>
/// <param name="Periods">The prices; of several that hold at an instant, the last.</param>
internal sealed record PriceHistory(string Name, IReadOnlyList<PricePeriod> Periods)
{
    /// <summary>The price at an instant, or <see langword="null"/> where none is known for it.</summary>
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
