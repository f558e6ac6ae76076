namespace Quickstart;

/// <summary>Bars and curves made of characters.</summary>
/// <param name="unicode">Whether the terminal can show more than ASCII.</param>
internal sealed class Bars(bool unicode)
{
    private const string Heights = "▁▂▃▄▅▆▇█";

    /// <summary>A bar for a share of the whole, in Spectre's markup.</summary>
    public string Share(decimal part, decimal whole, int width, string color)
    {
        var share = whole > 0 ? Math.Clamp(part / whole, 0, 1) : 0;
        var filled = (int)Math.Round(share * width, MidpointRounding.AwayFromZero);
        var (full, empty) = unicode ? ('━', '━') : ('#', '-');

        return $"[{color}]{new string(full, filled)}[/][grey23]{new string(empty, width - filled)}[/]";
    }

    /// <summary>A curve through the values, one character each, as high as the largest of them.</summary>
    public string Curve(IReadOnlyList<decimal> values)
    {
        var largest = values.DefaultIfEmpty().Max();

        return !unicode || largest <= 0
            ? ""
            : string.Concat(values.Select(value => Heights[(int)(value / largest * (Heights.Length - 1))]));
    }
}
