using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads responses of Cohere's chat, rerank and embeddings APIs. Cohere bills only the <c>billed_units</c>.</summary>
internal static class CohereJson
{
    /// <summary>Reads a response, or an event of a stream.</summary>
    public static void Read(JsonElement json, WireResponse response, WireRequest request)
    {
        response.Id ??= json.FindText("id"u8);
        var usage = json.FindObject("usage"u8)
            ?? json.FindObject("delta"u8)?.FindObject("usage"u8)
            ?? json.FindObject("meta"u8)
            ?? json.FindObject("response"u8)?.FindObject("meta"u8);
        if (usage is { } found)
        {
            ReadUsage(found, response);
        }
    }

    /// <summary>Reads a usage object.</summary>
    public static void ReadUsage(JsonElement usage, WireResponse response)
    {
        if (usage.FindObject("billed_units"u8) is not { } billed)
        {
            return;
        }

        response.HasUsage = true;
        var counts = new WireCounts();
        foreach (var member in billed.EnumerateObject())
        {
            switch (member.ShortName())
            {
                case "input_tokens":
                    counts.Reported.Input = Sum(counts.Reported.Input, member.Value);
                    break;
                case "image_tokens":
                    // Image tokens are billed in addition to text tokens, so the input count is the sum of both.
                    counts.Reported.InputImage = member.Value.Count();
                    counts.Reported.Input = Sum(counts.Reported.Input, member.Value);
                    break;
                case "output_tokens":
                    counts.Reported.Output = member.Value.Count();
                    break;
                case "search_units":
                    response.Set(BillableUnit.Rerank, member.Value.Number() ?? 0);
                    break;
                default:
                    response.AddUnknown(member);
                    break;
            }
        }

        // The count of cached tokens is not read, because it refers to all tokens, and only the billed tokens are charged.
        response.Counts = counts;
    }

    private static long? Sum(long? left, JsonElement right) => right.Count() is { } count
        ? long.CreateSaturating((Int128)(left ?? 0) + count)
        : left;
}
