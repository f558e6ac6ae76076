namespace LlmCost.AI.Tool;

/// <summary>Creates the bill sources for <c>llmcost bills pull</c>.</summary>
internal static class BillSources
{
    private static readonly Dictionary<string, string> s_variables = new()
    {
        ["openai"] = "OPENAI_ADMIN_KEY",
        ["anthropic"] = "ANTHROPIC_ADMIN_KEY",
        ["openrouter"] = "OPENROUTER_MANAGEMENT_KEY",
        ["azure"] = "AZURE_ACCESS_TOKEN",
    };

    /// <summary>Gets the names of the sources.</summary>
    public static IReadOnlyCollection<string> Names => s_variables.Keys;

    /// <summary>Creates a source.</summary>
    /// <param name="request">The source and its options.</param>
    /// <param name="variable">
    /// A function that returns the value of an environment variable. API keys are not read from options, because command lines
    /// are visible to other users.
    /// </param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="FormatException">The key is missing, or an option is not valid.</exception>
    public static IBillSource Create(BillPullRequest request, Func<string, string?> variable, TimeProvider clock)
    {
        var name = s_variables[request.Source];
        if (string.IsNullOrWhiteSpace(variable(name)))
        {
            throw new FormatException($"The environment variable {name} is not set. It must contain {KeyOf(request.Source)}.");
        }

        try
        {
            return request.Source switch
            {
                "openai" => new OpenAIBillSource(KeyAsync, OpenAI(request), timeProvider: clock),
                "anthropic" => new AnthropicBillSource(KeyAsync, Anthropic(request), timeProvider: clock),
                "openrouter" => new OpenRouterBillSource(KeyAsync, OpenRouter(request), timeProvider: clock),
                _ => new AzureBillSource(KeyAsync, Azure(request), timeProvider: clock),
            };
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message.Split(" (Parameter", 2)[0], e);
        }

        ValueTask<string> KeyAsync(CancellationToken cancellationToken) => new(variable(name)!);
    }

    private static string KeyOf(string source) => source switch
    {
        "openai" => "an admin key of the organization (sk-admin-…)",
        "anthropic" => "an admin key of the organization (sk-ant-admin…)",
        "openrouter" => "a management key",
        _ => "an access token for https://management.azure.com/, for example from 'az account get-access-token'",
    };

    private static OpenAIBillOptions OpenAI(BillPullRequest request)
    {
        var options = new OpenAIBillOptions();
        options.Endpoint = request.Endpoint ?? options.Endpoint;
        options.Reports = request.Reports ?? options.Reports;
        return options;
    }

    private static AnthropicBillOptions Anthropic(BillPullRequest request)
    {
        var options = new AnthropicBillOptions();
        options.Endpoint = request.Endpoint ?? options.Endpoint;
        options.CostReport = request.UseAnalytics ? AnthropicCostReport.Analytics : options.CostReport;
        return options;
    }

    private static OpenRouterBillOptions OpenRouter(BillPullRequest request)
    {
        var options = new OpenRouterBillOptions { WorkspaceId = request.Workspace };
        options.Endpoint = request.Endpoint ?? options.Endpoint;
        return options;
    }

    private static AzureBillOptions Azure(BillPullRequest request)
    {
        var options = new AzureBillOptions { Scope = request.Scope ?? "" };
        options.Endpoint = request.Endpoint ?? options.Endpoint;
        return options;
    }
}
