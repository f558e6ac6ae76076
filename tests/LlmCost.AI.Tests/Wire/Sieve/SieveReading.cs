using System.Text.Json;

namespace LlmCost.AI.Tests;

/// <summary>Reads documents with and without a sieve. The results are strings, so that they can be compared.</summary>
internal static class SieveReading
{
    /// <summary>Returns the usage that the reader finds in whole documents, as a string.</summary>
    public static string Read(WireRequest request, IEnumerable<byte[]> documents)
    {
        var reader = new WireReader(request);
        foreach (var document in documents)
        {
            using var json = JsonDocument.Parse(document);
            reader.Read(json.RootElement);
        }

        return Describe(reader.Finish());
    }

    /// <summary>Returns the usage that the HTTP handler finds in a body that arrives in pieces, as a string.</summary>
    public static string ReadBody(WireRequest request, string mediaType, byte[] bytes, int[] pieces, out long textBytes)
    {
        var attempt = new HttpAttempt { Request = request };
        using var body = BodyReader.Create(mediaType, attempt.Read)!;
        var start = 0;
        foreach (var length in pieces)
        {
            body.Write(bytes.AsSpan(start, length));
            start += length;
        }

        body.End();
        textBytes = body.TextBytes;
        return Describe(attempt.Finish());
    }

    /// <summary>Returns the documents of a body after they have passed the sieve.</summary>
    public static List<byte[]> Sieve(byte[] bytes, int[] pieces, SieveRule? rule = null)
    {
        var documents = new List<byte[]>();
        using var sieve = new JsonSieve(rule ?? SieveRules.Response, document => documents.Add(document.ToArray()));
        var start = 0;
        foreach (var length in pieces)
        {
            sieve.Write(bytes.AsSpan(start, length));
            start += length;
        }

        return documents;
    }

    /// <summary>Returns the number of bytes of text that the sieve counts in a document.</summary>
    public static long TextBytes(byte[] document)
    {
        using var sieve = new JsonSieve(SieveRules.Response, _ => { });
        sieve.Write(document);
        return sieve.TextBytes;
    }

    /// <summary>Splits a length into random pieces.</summary>
    public static int[] Pieces(Random random, int length, int longest = 64)
    {
        var pieces = new List<int>();
        while (length > 0)
        {
            pieces.Add(random.Next(1, Math.Min(length, longest) + 1));
            length -= pieces[^1];
        }

        return [.. pieces];
    }

    private static string Describe(WireUsage usage) => string.Join('\n', (string[])
    [
        $"{usage.Format} {usage.Model} {usage.ResponseId} {usage.ServedAs} {usage.ReportedCost} {usage.Anomalies}",
        $"{usage.IsInputOnly} {usage.IsBackground} {usage.IsPending} {usage.IsFailed}",
        .. usage.Parts.Select(part =>
            $"{part.Model} {part.Usage} {string.Join(", ", part.Quantities)} {string.Join(", ", part.Containers)}"),
        $"unread {string.Join(", ", usage.Unread)}; unreported {string.Join(", ", usage.Unreported)}",
    ]);
}
