using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads whole responses and stream events of OpenAI's Responses API.</summary>
internal static class OpenAIResponsesJson
{
    private const string ImageGeneration = "image_generation";

    /// <summary>Reads a response or an event. Events that do not contain a response contain no usage.</summary>
    public static void Read(JsonElement json, WireResponse response, WireRequest request)
    {
        var body = json.FindObject("response"u8) ?? json;
        response.Model = body.FindText("model"u8) ?? response.Model;
        response.Id = body.FindText("id"u8) is { } id && IsResponse(json, body) ? id : response.Id;
        response.ServiceTier = body.FindText("service_tier"u8) ?? response.ServiceTier;
        response.IsBackground |= body.Find("background"u8)?.ValueKind is JsonValueKind.True;
        if (body.FindText("status"u8) is { } status && IsResponse(json, body))
        {
            response.IsPending = response.IsBackground && status is ("queued" or "in_progress");
        }

        response.IsFailed |= body.Find("error"u8) is not null;
        if (body.FindObject("usage"u8) is { } usage)
        {
            OpenAIUsageObject.Read(usage, response, request.Provider);
        }

        if (!response.IsPending)
        {
            ReadTools(body, response);
        }
    }

    private static bool IsResponse(JsonElement json, JsonElement body) =>
        json.Find("response"u8) is not null || body.FindText("object"u8) is "response" || body.Find("output"u8) is not null;

    private static void ReadTools(JsonElement body, WireResponse response)
    {
        var (webSearches, fileSearches, images) = (0, 0, 0);
        HashSet<string>? containers = null;
        foreach (var item in body.FindArray("output"u8))
        {
            var isDone = item.FindText("status"u8) is null or "completed";
            switch (item.FindText("type"u8))
            {
                case "web_search_call" when isDone && IsSearch(item):
                    webSearches++;
                    break;
                case "file_search_call" when isDone:
                    fileSearches++;
                    break;
                case "code_interpreter_call" when item.FindText("container_id"u8) is { } container:
                    (containers ??= []).Add(container);
                    break;
                case "image_generation_call" when isDone:
                    images++;
                    break;
            }
        }

        var reported = body.FindObject("tool_usage"u8);
        if (reported is { } toolUsage)
        {
            foreach (var tool in toolUsage.EnumerateObject())
            {
                if (tool.NameEquals("web_search"u8))
                {
                    webSearches = (int)Math.Clamp(tool.Value.FindCount("num_requests"u8) ?? webSearches, 0, int.MaxValue);
                }
                else if (tool.NameEquals("image_gen"u8))
                {
                    response.Tool = Image(tool.Value, body, response);
                }
                else if (WireJson.CountsSomething(tool.ShortName(), tool.Value))
                {
                    response.AddUnread(tool.ShortName());
                }
            }
        }

        if (webSearches > 0)
        {
            response.Set(BillableUnit.WebSearch, webSearches, SearchKind(body));
        }

        if (fileSearches > 0)
        {
            response.Set(BillableUnit.FileSearch, fileSearches);
        }

        if (containers is not null)
        {
            // A session is billed per container, regardless of how often the model runs code in it.
            response.Set(BillableUnit.CodeInterpreterSession, containers.Count, ContainerSize(body));
            response.Containers = [.. containers];
        }

        if (images > 0 && response.Tool is null)
        {
            response.AddUnreported(ImageGeneration);
        }
        else
        {
            response.RemoveUnreported(ImageGeneration);
        }
    }

    /// <summary>
    /// Returns true if a call of the search tool is a web search. Opening a page and searching within a page are free.
    /// </summary>
    private static bool IsSearch(JsonElement item) =>
        item.FindObject("action"u8) is not { } action || action.FindText("type"u8) is null or "search";

    /// <summary>
    /// Returns the kind of the web searches, because the preview version of the tool has its own fees for some models.
    /// </summary>
    private static string? SearchKind(JsonElement body)
    {
        foreach (var tool in body.FindArray("tools"u8))
        {
            if (tool.FindText("type"u8)?.StartsWith("web_search_preview", StringComparison.Ordinal) is true)
            {
                return "preview";
            }
        }

        return null;
    }

    private static UsagePart? Image(JsonElement usage, JsonElement body, WireResponse response)
    {
        if (usage.ValueKind is not JsonValueKind.Object || !WireJson.CountsSomething("", usage))
        {
            return null;
        }

        var tool = new WireResponse();
        OpenAIImagesJson.ReadUsage(usage, tool, provider: null);
        foreach (var name in tool.Unread)
        {
            response.AddUnread(name);
        }

        response.Anomalies |= tool.Counts.Normalize(UsageDialect.Documented, out var counts);
        return new UsagePart(ToolModel(body) ?? ImageGeneration, counts, []);
    }

    private static string? ToolModel(JsonElement body)
    {
        foreach (var tool in body.FindArray("tools"u8))
        {
            if (tool.FindText("type"u8) is ImageGeneration)
            {
                return tool.FindText("model"u8);
            }
        }

        return null;
    }

    private static string? ContainerSize(JsonElement body)
    {
        foreach (var tool in body.FindArray("tools"u8))
        {
            if (tool.FindText("type"u8) is "code_interpreter")
            {
                return tool.FindObject("container"u8)?.FindText("memory_limit"u8);
            }
        }

        return null;
    }
}
