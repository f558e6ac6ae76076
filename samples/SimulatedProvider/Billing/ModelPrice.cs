using System.Globalization;

namespace SimulatedProvider;

/// <summary>Represents the price of a model, as decimal strings in USD.</summary>
/// <param name="Input">The price of one million input tokens.</param>
/// <param name="CacheRead">The price of one million tokens read from the prompt cache.</param>
/// <param name="CacheWrite">The price of one million tokens written to the prompt cache.</param>
/// <param name="Output">The price of one million output tokens, including reasoning.</param>
/// <param name="WebSearch">The price of one web search.</param>
internal sealed record ModelPrice(
    string Input, string CacheRead = "0", string CacheWrite = "0", string Output = "0", string WebSearch = "0.01")
{
    /// <summary>Returns the price of one token or search.</summary>
    /// <param name="meter">A name of <see cref="BillMeter"/>.</param>
    public decimal Each(string meter) => meter switch
    {
        BillMeter.Input => PerMillion(Input),
        BillMeter.CacheRead => PerMillion(CacheRead),
        BillMeter.CacheWrite => PerMillion(CacheWrite),
        BillMeter.Output => PerMillion(Output),
        BillMeter.WebSearch => Parse(WebSearch),
        _ => throw new ArgumentOutOfRangeException(nameof(meter), meter, "The price table has no such meter."),
    };

    private static decimal PerMillion(string price) => Parse(price) / 1_000_000;

    private static decimal Parse(string price) => decimal.Parse(price, CultureInfo.InvariantCulture);
}
