using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quickstart;

/// <summary>
/// Draws values as a line of characters, scaled to the largest value. If the width is too small, the oldest values are omitted.
/// </summary>
internal sealed class Sparkline(IReadOnlyList<decimal> values, Color color) : Renderable
{
    private const string Heights = "▁▂▃▄▅▆▇█";
    private const string PlainHeights = "_.-^";

    /// <inheritdoc/>
    protected override Measurement Measure(RenderOptions options, int maxWidth) =>
        new(Math.Min(1, values.Count), Math.Min(values.Count, maxWidth));

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var heights = options.Unicode ? Heights : PlainHeights;
        var largest = values.DefaultIfEmpty().Max();
        var curve = values
            .TakeLast(maxWidth)
            .Select(value => largest > 0 ? heights[(int)(value / largest * (heights.Length - 1))] : heights[0]);

        yield return new Segment(string.Concat(curve), new Style(color));
    }
}
