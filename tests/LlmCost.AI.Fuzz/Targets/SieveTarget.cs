using System.Text;
using System.Text.Json;

namespace LlmCost.AI.Fuzz.Targets;

/// <summary>A stream of events, read through the sieve of the HTTP handler.</summary>
/// <remarks>
/// The sieve keeps only parts of the events and skips events that seem to repeat the previous one. The result must equal the
/// result of reading whole events, whether the stream arrives in one or in many pieces.
/// </remarks>
internal sealed class SieveTarget : FuzzTarget
{
    /// <summary>The maximum nesting depth of JSON that the sieve keeps. Real usage is never nested more deeply.</summary>
    private const int MaxDepth = 24;

    /// <summary>The maximum length of names and values that the sieve keeps. Those of real usage are shorter.</summary>
    private const int MaxToken = 64;

    /// <summary>
    /// The maximum length of strings. The sieve drops longer strings, such as a tier name of several kilobytes.
    /// </summary>
    private const int MaxText = 256;

    private static readonly WireRequest s_request = new() { Provider = "openai", Model = "gpt-5.1" };

    public override string Name => "sieve";

    public override IEnumerable<string> Seeds => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Bodies"), "*.sse");

    public override Task RunAsync(byte[] input)
    {
        var events = Events(input);
        var stream = Encoding.UTF8.GetBytes(string.Concat(events.Select(data => $"data: {data}\n\n")));
        if (Sieve(stream, [stream.Length]) is { } whole)
        {
            var expected = Read(events);
            Assert.Equal(expected, whole);
            var random = new Random(stream.Length);
            int[] pieces = [.. Enumerable.Range(0, stream.Length).Select(_ => random.Next(1, 300))];
            Assert.Equal(expected, Sieve(stream, pieces));
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Returns the data of the events that are valid JSON. Invalid events are excluded, because the sieve might accept them: it
    /// does not validate the parts that it drops.
    /// </summary>
    private static List<string> Events(byte[] input)
    {
        var events = new List<string>();
        foreach (var line in Encoding.UTF8.GetString(input).Split('\n', '\r'))
        {
            if (line.StartsWith("data:", StringComparison.Ordinal) && IsRead(line[5..]))
            {
                events.Add(line[5..].Trim());
            }
        }

        return events;
    }

    private static bool IsRead(string data)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(data), new JsonReaderOptions { MaxDepth = MaxDepth });
            var isRead = false;
            while (reader.Read())
            {
                isRead = true;
                _ = reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String ? reader.GetString() : null;
                var longest = reader.TokenType is JsonTokenType.String ? MaxText : MaxToken;
                if (reader.ValueSpan.Length > longest)
                {
                    return false;
                }
            }

            return isRead && data.AsSpan().TrimStart() is ['{', ..];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Read(List<string> events)
    {
        var reader = new WireReader(s_request);
        foreach (var data in events)
        {
            using var json = JsonDocument.Parse(data);
            reader.Read(json.RootElement);
        }

        return Describe(reader.Finish());
    }

    /// <summary>
    /// Returns the usage that is read through the sieve, or <see langword="null"/> if the sieve reports that a document is too
    /// large.
    /// </summary>
    private static string? Sieve(byte[] stream, int[] pieces)
    {
        var attempt = new HttpAttempt { Request = s_request };
        using var body = BodyReader.Create("text/event-stream", attempt.Read)!;
        ReadOnlySpan<byte> left = stream;
        foreach (var piece in pieces)
        {
            var part = left[..Math.Min(piece, left.Length)];
            body.Write(part);
            left = left[part.Length..];
        }

        body.End();
        return body.HasLost ? null : Describe(attempt.Finish());
    }

    private static string Describe(WireUsage usage) => string.Join('\n', (string[])
    [
        $"{usage.Format} {usage.Model} {usage.ResponseId} {usage.ServedAs} {usage.ReportedCost} {usage.Anomalies}",
        $"{usage.IsInputOnly} {usage.IsBackground} {usage.IsPending} {usage.IsFailed}",
        .. usage.Parts.Select(part => $"{part.Model} {part.Usage} {string.Join(", ", part.Quantities)}"),
        $"unread {string.Join(", ", usage.Unread)}; unreported {string.Join(", ", usage.Unreported)}",
    ]);
}
