using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quickstart;

/// <summary>Draws a bar for a part of a whole. A bar for the whole would fill the available width.</summary>
internal sealed class ShareBar(decimal part, decimal whole, Color color) : Renderable
{
    private const int MinWidth = 4;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    private readonly decimal _share = whole > 0 ? Math.Clamp(part / whole, 0, 1) : 0;

    /// <inheritdoc/>
    protected override Measurement Measure(RenderOptions options, int maxWidth) => new(MinWidth, Math.Max(MinWidth, maxWidth));

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var eighths = (int)Math.Round(_share * maxWidth * 8, MidpointRounding.AwayFromZero);
        var (full, rest) = (eighths / 8, eighths % 8);

        var bar = options.Unicode
            ? new string('█', full) + (rest > 0 ? Eighths[rest] : "")
            : new string('#', full);

        yield return new Segment(bar.PadRight(maxWidth), new Style(color));
    }
}
