using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SimulatedProvider;

/// <summary>
/// Implements Azure OpenAI's Chat Completions API. Unlike OpenAI's API, it has a deployment in the path and content filter
/// results in the response.
/// </summary>
internal sealed class AzureOpenAIChat : OpenAIChat
{
    /// <inheritdoc/>
    public override string Provider => "azure.ai.openai";

    /// <inheritdoc/>
    public override string Route => "/openai/deployments/{deployment}/chat/completions";

    /// <inheritdoc/>
    public override IEnumerable<StreamPart> Stream(Answer answer) => base.Stream(answer).Prepend(new StreamPart(null, new
    {
        id = "",
        @object = "",
        created = 0,
        model = "",
        choices = Array.Empty<object>(),
        prompt_filter_results = new[] { new { prompt_index = 0, content_filter_results = new { } } },
    }));

    /// <inheritdoc/>
    public override object RateLimitError() => new
    {
        error = new { code = "429", message = "The deployment's rate limit is exceeded." },
    };

    /// <inheritdoc/>
    protected override string RequestedModel(JsonElement body, HttpContext context) =>
        (string)context.GetRouteValue("deployment")!;
}
