using OpenAI.Responses;

namespace LlmCost.AI;

/// <summary>Writes as JSON the parts of a response that determine its cost: usage, hosted tools and status.</summary>
internal static class ResponseJson
{
    /// <summary>Reads a response.</summary>
    public static UsageReading? Read(ResponseResult? response)
    {
        if (response is null)
        {
            return null;
        }

        using var json = new UsageJson();
        json.Write("object"u8, "response");
        json.Write("id"u8, response.Id);
        json.Write("model"u8, response.Model);
        json.Write("service_tier"u8, response.ServiceTier?.ToString());
        json.Write("status"u8, Name(response.Status));
        if (response.BackgroundModeEnabled is { } isBackground)
        {
            json.WriteBoolean("background"u8, isBackground);
        }

        json.Write("usage"u8, response.Usage);
        if (response.Patch.TryGetJson("$.tool_usage"u8, out var toolUsage))
        {
            json.WriteRaw("tool_usage"u8, toolUsage.Span);
        }

        WriteItems(json, response.OutputItems);
        WriteTools(json, response.Tools);
        return json.ToReading();
    }

    /// <summary>Writes the calls of hosted tools without their results.</summary>
    private static void WriteItems(UsageJson json, IList<ResponseItem> items)
    {
        json.WriteStartArray("output");
        foreach (var item in items)
        {
            switch (item)
            {
                case WebSearchCallResponseItem search:
                    json.Write<ResponseItem>(search);
                    break;
                case FileSearchCallResponseItem search:
                    WriteItem(json, "file_search_call", search.Status is FileSearchCallStatus.Failed, container: null);
                    break;
                case CodeInterpreterCallResponseItem call:
                    WriteItem(json, "code_interpreter_call", isFailed: false, call.ContainerId);
                    break;
                case ImageGenerationCallResponseItem call:
                    WriteItem(json, "image_generation_call", call.Status is ImageGenerationCallStatus.Failed, container: null);
                    break;
            }
        }

        json.WriteEndArray();
    }

    private static void WriteItem(UsageJson json, string type, bool isFailed, string? container)
    {
        json.WriteStartObject();
        json.Write("type"u8, type);
        json.Write("status"u8, isFailed ? "failed" : "completed");
        json.Write("container_id"u8, container);
        json.WriteEndObject();
    }

    /// <summary>Writes the tools whose settings affect the price, such as the image model or the size of a container.</summary>
    private static void WriteTools(UsageJson json, IList<ResponseTool> tools)
    {
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            switch (tool)
            {
                case ImageGenerationTool images:
                    json.WriteStartObject();
                    json.Write("type"u8, "image_generation");
                    json.Write("model"u8, images.Model);
                    json.WriteEndObject();
                    break;
                case CodeInterpreterTool interpreter:
                    json.Write<ResponseTool>(interpreter);
                    break;
            }
        }

        json.WriteEndArray();
    }

    private static string? Name(ResponseStatus? status) => status switch
    {
        ResponseStatus.Queued => "queued",
        ResponseStatus.InProgress => "in_progress",
        ResponseStatus.Completed => "completed",
        ResponseStatus.Cancelled => "cancelled",
        ResponseStatus.Incomplete => "incomplete",
        ResponseStatus.Failed => "failed",
        _ => null,
    };
}
