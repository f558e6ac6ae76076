using System.Text;
using System.Text.Json;

namespace LlmCost.AI.Tests;

/// <summary>The documents of all recorded bodies: wire bodies, field cases, and the cases of another library.</summary>
internal static class SieveBodies
{
    /// <summary>Gets the documents of each body in order, with the known properties of the request.</summary>
    public static IReadOnlyDictionary<string, (WireRequest Request, string[] Documents)> All { get; } =
        Cases().Concat(Files()).ToDictionary(body => body.Name, body => (body.Request, body.Documents));

    private static IEnumerable<(string Name, WireRequest Request, string[] Documents)> Cases()
    {
        foreach (var file in (string[])["field.json", "peers.json"])
        {
            using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Cases", file)));
            foreach (var one in cases.RootElement.GetProperty("cases").EnumerateArray())
            {
                string[] documents =
                [
                    .. one.Find("response"u8) is { } whole ? (string[])[whole.GetRawText()] : [],
                    .. one.FindArray("responses"u8).Select(response => response.GetRawText()),
                    .. one.FindArray("stream"u8).Select(item => item.GetRawText()),
                ];
                var request = new WireRequest
                {
                    Provider = one.FindText("provider"u8),
                    Model = one.FindObject("request"u8)?.FindText("model"u8),
                };
                if (documents.Length > 0)
                {
                    yield return (one.FindText("id"u8)!, request, documents);
                }
            }
        }
    }

    private static IEnumerable<(string Name, WireRequest Request, string[] Documents)> Files()
    {
        foreach (var path in Directory.GetFiles(Path.GetDirectoryName(WireServer.BodyPath("any"))!))
        {
            var text = File.ReadAllText(path, Encoding.UTF8);
            string[] documents = Path.GetExtension(path) switch
            {
                ".sse" =>
                [
                    .. Lines(text)
                        .Where(line => line.StartsWith("data: {", StringComparison.Ordinal))
                        .Select(line => line[6..]),
                ],
                ".ndjson" => Lines(text),
                _ => [text],
            };
            yield return (Path.GetFileName(path), new WireRequest(), documents);
        }
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
