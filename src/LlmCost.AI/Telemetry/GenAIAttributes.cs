namespace LlmCost.AI;

/// <summary>
/// Names and values of the OpenTelemetry gen_ai semantic conventions, version 1.41. The cost attributes follow the proposal
/// semantic-conventions-genai#443, which is not merged yet.
/// </summary>
internal static class GenAIAttributes
{
    public const string OperationName = "gen_ai.operation.name";
    public const string ProviderName = "gen_ai.provider.name";
    public const string AgentName = "gen_ai.agent.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string ResponseModel = "gen_ai.response.model";
    public const string TokenType = "gen_ai.token.type";
    public const string TokenModality = "gen_ai.token.modality";
    public const string CacheCreationTokens = "gen_ai.usage.cache_creation.input_tokens";
    public const string CostAmount = "gen_ai.usage.cost.amount";
    public const string CostCurrency = "gen_ai.usage.cost.currency";
    public const string CostSource = "gen_ai.usage.cost.source";
    public const string ErrorType = "error.type";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";

    public const string Chat = "chat";
    public const string Embeddings = "embeddings";
    public const string GenerateContent = "generate_content";
    public const string InputTokens = "input";
    public const string OutputTokens = "output";
    public const string Text = "text";
    public const string Audio = "audio";
    public const string Image = "image";
    public const string UnknownModality = "unknown";
    public const string LocalCost = "local";
    public const string ProviderCost = "provider";

    /// <summary>The ISO 4217 code of the currency of all prices and costs.</summary>
    public const string Usd = "USD";
}
