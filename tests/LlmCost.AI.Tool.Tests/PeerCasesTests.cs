using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCost.AI.Tool.Tests;

/// <summary>
/// Reads usage from real responses, and compares the counts with those of another library, which is called the peer.
/// </summary>
public sealed class PeerCasesTests
{
    /// <summary>The cases in which the counts of the two libraries differ, and the reasons.</summary>
    private static readonly Dictionary<string, string> s_differences = new()
    {
        ["peer-204"] = "The peer omits the inferences of the advisor.",
        ["peer-245"] = "The peer omits the inferences of the advisor.",
        ["peer-250"] = "The peer omits the inferences of the advisor.",
        ["peer-211"] = "The peer omits the compaction, which is billed.",
        ["peer-243"] = "The peer omits the compaction, which is billed.",
        ["peer-484"] = "The peer does not read Mistral's num_cached_tokens.",
        ["peer-861"] = "The peer does not read Mistral's num_cached_tokens.",
    };

    public static TheoryData<string> Ids { get; } = [.. Cases().Select(one => one.GetProperty("id").GetString()!)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void CaseOfARealResponse_HasTheCountsOfThePeer(string id)
    {
        var one = Cases().Single(one => one.GetProperty("id").GetString() == id);
        var line = new JsonObject
        {
            ["provider"] = one.GetProperty("provider").GetString(),
            ["model"] = "a-model",
            ["response"] = JsonNode.Parse(one.GetProperty("response").GetRawText()),
        };

        var (_, answers, error) = Tool.Price([line.ToJsonString()]);

        Assert.Equal("", error);
        var tokens = Assert.Single(answers).GetProperty("tokens");
        var expected = one.GetProperty("expect").GetProperty("usage");
        var counts = new (string Peer, long Ours)[]
        {
            ("input_tokens", Sum(tokens, name => name.StartsWith("input", StringComparison.Ordinal))),
            ("output_tokens", Sum(tokens, name => name.StartsWith("output", StringComparison.Ordinal))),
            ("cache_read_tokens", Sum(tokens, name => name.EndsWith("cache_read", StringComparison.Ordinal))),
            ("cache_write_tokens", Sum(tokens, name => name.Contains("cache_write", StringComparison.Ordinal))),
            ("output_reasoning_tokens", Sum(tokens, name => name is "output_reasoning")),
        };
        var differences = counts
            .Where(count => count.Ours != (expected.TryGetProperty(count.Peer, out var theirs) ? theirs.GetInt64() : 0))
            .Select(count => $"{count.Peer} is {count.Ours}")
            .ToList();
        Assert.True(
            (differences.Count > 0) == s_differences.ContainsKey(id),
            $"{string.Join(", ", differences)} where the peer has {expected}: {line}");
    }

    private static long Sum(JsonElement tokens, Func<string, bool> isPart) =>
        tokens.EnumerateObject().Where(count => isPart(count.Name)).Sum(count => count.Value.GetInt64());

    private static JsonElement.ArrayEnumerator Cases() => JsonDocument
        .Parse(File.ReadAllBytes(Tool.CasesFile("peers.json"))).RootElement.GetProperty("cases").EnumerateArray();
}
