namespace LlmCost.AI;

/// <summary>The prices of one model over time.</summary>
/// <param name="Name">The model's own name, whatever alias led to it.</param>
/// <param name="Periods">The prices in ascending order; before the first begins, there is none.</param>
internal sealed record ModelPeriods(string Name, IReadOnlyList<PricePeriod> Periods)
{
    /// <summary>The price at an instant, or <see langword="null"/> where none is known for it.</summary>
    public ModelPrice? At(DateTimeOffset timestamp)
    {
        for (var i = Periods.Count - 1; i >= 0; i--)
        {
            if (timestamp >= Periods[i].From)
            {
                return Periods[i].Price;
            }
        }

        return null;
    }
}
