namespace LlmCost.AI;

/// <summary>Represents a <see cref="PricePeriod"/> in a price list on disk: a price and the times at which it applies.</summary>
internal sealed class PriceFilePeriod
{
    public DateTimeOffset From { get; set; }

    public IReadOnlyList<DayOfWeek> Days { get; set; } = [];

    public TimeOnly? Start { get; set; }

    public TimeOnly? End { get; set; }

    public required PriceFilePrice Price { get; set; }

    public static PriceFilePeriod Create(PricePeriod period) => new()
    {
        From = period.From,
        Days = period.Days,
        Start = period.Start,
        End = period.End,
        Price = PriceFilePrice.Create(period.Price),
    };

    public PricePeriod ToPeriod() => new() { From = From, Days = Days, Start = Start, End = End, Price = Price.ToPrice() };
}
