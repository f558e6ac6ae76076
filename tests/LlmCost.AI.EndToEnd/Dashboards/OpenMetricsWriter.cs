using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>Writes samples as OpenMetrics text, from which promtool creates blocks.</summary>
/// <remarks>
/// Types are omitted. With types, Prometheus would format the bounds of histograms differently than over OTLP.
/// </remarks>
internal sealed class OpenMetricsWriter(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
    private readonly byte[] _number = new byte[64];
    private byte[] _series = [];

    /// <summary>Starts a series.</summary>
    public void Begin(string name, IEnumerable<KeyValuePair<string, string>> labels) => _series = Encoding.UTF8.GetBytes(
        $"{name}{{{string.Join(",", labels.Select(label => $"{label.Key}=\"{label.Value}\""))}}} ");

    /// <summary>Writes a sample of the series at a whole second.</summary>
    public void Write(long unixSeconds, double value) => Write(unixSeconds, value, [(byte)'\n']);

    /// <summary>Writes a sample of the series a millisecond after a whole second.</summary>
    // Half a millisecond is added because the time is parsed as a binary fraction and truncated.
    public void WriteMillisecondAfter(long unixSeconds, double value) => Write(unixSeconds, value, ".0015\n"u8);

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Write("# EOF\n"u8);
        _file.Dispose();
    }

    private void Write(long unixSeconds, double value, ReadOnlySpan<byte> end)
    {
        _file.Write(_series);
        value.TryFormat(_number, out var length, default, CultureInfo.InvariantCulture);
        _number[length++] = (byte)' ';
        Utf8Formatter.TryFormat(unixSeconds, _number.AsSpan(length), out var digits);
        _file.Write(_number, 0, length + digits);
        _file.Write(end);
    }
}
