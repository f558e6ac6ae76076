using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCost.AI.Tests;

/// <summary>
/// Tests that the result for a body that arrives in pieces equals the result of reading all of its documents, although most
/// events of a stream are skipped.
/// </summary>
public sealed class BodyReadingTests
{
    private const int Seed = 17;
    private const int Rounds = 10;

    /// <summary>
    /// The replacements for a value of a document. Some change what is billed, and some look like the end of a value.
    /// </summary>
    private static readonly string[] s_values =
    [
        "\"\"", "\"x\"", "\"flex\"", "\"batch\"", "\"completed\"", "\"other-model\"", "\"a \\\"quote\\\"\"", "\"back\\\\\"",
        "\"\\n\"", "\"},{\"", "0", "1", "12.5", "731", "null", "true", "{}", "[]", "{\"total_tokens\":731}",
    ];

    private static readonly string[] s_lineEnds = ["\n", "\r\n", "\r"];
    private static readonly string[] s_starts = ["data: ", "data:", "event: x\ndata: "];

    public static TheoryData<string> Bodies => [.. SieveBodies.All.Keys];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void ServerSentEvents_InRandomPieces_HaveTheUsageOfTheirDocuments(string name) =>
        AssertReadsAll(name, "text/event-stream", (random, documents) =>
        {
            var line = s_lineEnds[random.Next(s_lineEnds.Length)];
            var start = s_starts[random.Next(s_starts.Length)];
            return documents.SelectMany(document => (byte[])
            [
                .. Encoding.UTF8.GetBytes(start.Replace("\n", line, StringComparison.Ordinal)),
                .. document,
                .. Encoding.UTF8.GetBytes(line + line),
            ]);
        });

    [Theory]
    [MemberData(nameof(Bodies))]
    public void JsonLines_InRandomPieces_HaveTheUsageOfTheirDocuments(string name) =>
        AssertReadsAll(name, "application/x-ndjson", (_, documents) =>
            documents.SelectMany(document => (byte[])[.. document, (byte)'\n']));

    [Theory]
    [MemberData(nameof(Bodies))]
    public void AwsEvents_InRandomPieces_HaveTheUsageOfTheirDocuments(string name) =>
        AssertReadsAll(name, "application/vnd.amazon.eventstream", (_, documents) =>
            documents.SelectMany(document => AwsEvents.Message(Encoding.UTF8.GetString(document))));

    private static void AssertReadsAll(string name, string mediaType, Func<Random, List<byte[]>, IEnumerable<byte>> write)
    {
        var random = new Random(Seed);
        var (request, documents) = SieveBodies.All[name];
        for (var round = 0; round < Rounds; round++)
        {
            var all = Repeat(random, documents);
            byte[] bytes = [.. write(random, all)];
            var pieces = SieveReading.Pieces(random, bytes.Length, longest: 1 << random.Next(2, 15));

            var read = SieveReading.ReadBody(request, mediaType, bytes, pieces, out var textBytes);

            Assert.Equal(SieveReading.Read(request, all), read);
            Assert.Equal(all.Sum(SieveReading.TextBytes), textBytes);
        }
    }

    /// <summary>Repeats documents, each time with one value replaced.</summary>
    private static List<byte[]> Repeat(Random random, string[] documents)
    {
        var all = new List<byte[]>();
        foreach (var document in documents.Take(200))
        {
            var line = Encoding.UTF8.GetBytes(JsonNode.Parse(document)!.ToJsonString());
            all.Add(line);
            for (var i = random.Next(6); i > 0; i--)
            {
                all.Add(Change(random, line));
            }

            all.Add(line);
        }

        return all;
    }

    private static byte[] Change(Random random, byte[] document)
    {
        var values = new List<Range>();
        var reader = new Utf8JsonReader(document);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False
                or JsonTokenType.Null)
            {
                values.Add((int)reader.TokenStartIndex..(int)reader.BytesConsumed);
            }
        }

        if (values.Count is 0)
        {
            return document;
        }

        var value = values[random.Next(values.Count)];
        var other = Encoding.UTF8.GetBytes(s_values[random.Next(s_values.Length)]);
        return [.. document[..value.Start], .. other, .. document[value.End..]];
    }
}
