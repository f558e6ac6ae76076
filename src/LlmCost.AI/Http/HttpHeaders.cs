using System.Globalization;
using System.Text;

namespace LlmCost.AI;

/// <summary>Reads the response headers that the meter uses.</summary>
internal static class HttpHeaders
{
    /// <summary>Azure's header that names the deployment from which a request spilled over.</summary>
    private const string SpilledOver = "x-ms-spillover-from-deployment";

    /// <summary>LiteLLM's header that contains the cost. The value is 0 if the cost is unknown.</summary>
    private const string LiteLlmCost = "x-litellm-response-cost";

    /// <summary>The headers that contain the provider's id of the request.</summary>
    private static readonly string[] s_requestIds =
        ["x-request-id", "request-id", "apim-request-id", "x-amzn-requestid", "x-ms-request-id"];

    /// <summary>Reads the headers of a response.</summary>
    public static void Read(HttpResponseMessage response, HttpAttempt attempt)
    {
        attempt.IsSpilledOver = response.Headers.Contains(SpilledOver);
        attempt.ReportedCost = decimal.TryParse(
            Find(response, LiteLlmCost), NumberStyles.Float, CultureInfo.InvariantCulture, out var cost)
            && cost is > 0 and <= CountLimits.MaxCost
            ? cost
            : null;
        foreach (var name in s_requestIds)
        {
            if (Find(response, name) is { Length: > 0 and <= 256 } id)
            {
                attempt.RequestId = id;
                break;
            }
        }

        ReadCounts(response, attempt);
    }

    /// <summary>
    /// Reads the token counts of Bedrock's <c>InvokeModel</c> from its headers, because the format of the response body depends
    /// on the maker of the model.
    /// </summary>
    private static void ReadCounts(HttpResponseMessage response, HttpAttempt attempt)
    {
        if (long.TryParse(Find(response, "x-amzn-bedrock-input-token-count"), CultureInfo.InvariantCulture, out var input)
            && long.TryParse(Find(response, "x-amzn-bedrock-output-token-count"), CultureInfo.InvariantCulture, out var output))
        {
            attempt.CountsInHeaders = Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $$"""{"inputTokens":{{input}},"outputTokens":{{output}}}"""));
        }
    }

    private static string? Find(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
