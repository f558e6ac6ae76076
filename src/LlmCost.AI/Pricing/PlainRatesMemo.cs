namespace LlmCost.AI;

/// <summary>Keeps what was worked out of a price. It makes no difference between two prices, and a changed copy of a price does not take it along.</summary>
internal struct PlainRatesMemo : IEquatable<PlainRatesMemo>
{
    private Kept? _kept;

    /// <summary>The plain rates of a price.</summary>
    public PlainRates Of(ModelPrice price)
    {
        var kept = _kept;
        if (!ReferenceEquals(kept?.Price, price))
        {
            _kept = kept = new Kept(price, new PlainRates(price));
        }

        return kept!.Rates;
    }

    public readonly bool Equals(PlainRatesMemo other) => true;

    public override readonly bool Equals(object? obj) => obj is PlainRatesMemo;

    public override readonly int GetHashCode() => 0;

    private sealed class Kept(ModelPrice price, PlainRates rates)
    {
        public ModelPrice Price { get; } = price;

        public PlainRates Rates { get; } = rates;
    }
}
