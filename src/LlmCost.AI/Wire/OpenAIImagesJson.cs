using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads responses of OpenAI's image generation.</summary>
internal static class OpenAIImagesJson
{
    /// <summary>Reads a response, or an event of a stream.</summary>
    public static void Read(JsonElement json, WireResponse response, WireRequest request)
    {
        response.Model = json.FindText("model"u8) ?? response.Model;
        if (json.FindObject("usage"u8) is { } usage)
        {
            ReadUsage(usage, response, request.Provider);
            return;
        }

        var images = 0;
        foreach (var _ in json.FindArray("data"u8))
        {
            images++;
        }

        var kind = (json.FindText("quality"u8), json.FindText("size"u8)) switch
        {
            (null, var size) => size,
            (var quality, null) => quality,
            var (quality, size) => $"{quality}/{size}",
        };
        response.HasUsage |= images > 0;
        response.Set(BillableUnit.Image, images, kind);
    }

    /// <summary>Reads a usage object. Without details, all output tokens are image tokens.</summary>
    public static void ReadUsage(JsonElement usage, WireResponse response, string? provider)
    {
        OpenAIUsageObject.Read(usage, response, provider);
        response.Counts.Reported.OutputImage ??= response.Counts.Reported.Output;
    }
}
