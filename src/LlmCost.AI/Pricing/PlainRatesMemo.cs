namespace LlmCost.AI;

/// <summary>Keeps what was worked out of a price. It makes no difference between two prices, and a changed copy of a price does not take it along.</summary>
internal struct PlainRatesMemo : IEquatable<PlainRatesMemo>
{
    private PlainRates? _kept;

    /// <summary>The plain rates of a price.</summary>
    public PlainRates Of(ModelPrice price)
    {
        var kept = _kept;
        if (!ReferenceEquals(kept?.Price, price))
        {
            _kept = kept = new PlainRates(price);
        }

        return kept!;
    }

    public readonly bool Equals(PlainRatesMemo other) => true;

    public override readonly bool Equals(object? obj) => obj is PlainRatesMemo;

    public override readonly int GetHashCode() => 0;
}
