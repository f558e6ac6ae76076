using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads whole and streamed responses of OpenAI's Chat Completions, and embeddings.</summary>
internal static class OpenAIChatJson
{
    /// <summary>Reads a response or a chunk.</summary>
    public static void Read(JsonElement json, WireResponse response, WireRequest request)
    {
        response.Model = json.FindText("model"u8) ?? response.Model;
        response.Id ??= json.FindText("id"u8);
        response.ServiceTier = json.FindText("service_tier"u8) ?? response.ServiceTier;
        response.IsFailed |= json.Find("error"u8) is not null;
        if (json.FindObject("usage"u8) is { } usage)
        {
            OpenAIUsageObject.Read(usage, response, request.Provider);
        }
        else
        {
            // Some servers report the usage of a stream within a choice or in a proprietary extension.
            foreach (var choice in json.FindArray("choices"u8))
            {
                if (choice.FindObject("usage"u8) is { } inChoice)
                {
                    OpenAIUsageObject.Read(inChoice, response, request.Provider);
                }
            }

            if (json.FindObject("x_groq"u8)?.FindObject("usage"u8) is { } groq)
            {
                OpenAIUsageObject.Read(groq, response, request.Provider);
            }
        }

        AddSearch(response, request);
    }

    /// <summary>Adds a search for models that search the web on every call and don't report it.</summary>
    /// <remarks>The number of searches is unknown, so one search is added as a lower bound.</remarks>
    public static void AddSearch(WireResponse response, WireRequest request)
    {
        var model = response.Model ?? request.Model;
        if (response.HasUsage && request.Provider is ProviderNames.OpenAI or ProviderNames.AzureOpenAI or null
            && model is not null
            && (model.Contains("-search-preview", StringComparison.OrdinalIgnoreCase)
                || model.Contains("-search-api", StringComparison.OrdinalIgnoreCase))
            && !response.Has(BillableUnit.WebSearch))
        {
            response.Set(BillableUnit.WebSearch, 1);
            response.AddUnreported("web_searches");
        }
    }
}
