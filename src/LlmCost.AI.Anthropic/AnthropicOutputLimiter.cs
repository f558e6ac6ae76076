using System.Diagnostics.CodeAnalysis;
using Anthropic.Models.Messages;
using BetaMessageCreateParams = Anthropic.Models.Beta.Messages.MessageCreateParams;

namespace LlmCost.AI;

/// <summary>Lowers the maximum number of output tokens in Anthropic's own options.</summary>
internal sealed class AnthropicOutputLimiter : IOutputLimiter
{
    public bool TryLimit(object rawOptions, long maxOutputTokens, [NotNullWhen(true)] out object? limited)
    {
        limited = rawOptions switch
        {
            MessageCreateParams options when options.MaxTokens > maxOutputTokens => options with { MaxTokens = maxOutputTokens },
            BetaMessageCreateParams options when options.MaxTokens > maxOutputTokens =>
                options with { MaxTokens = maxOutputTokens },
            _ => null,
        };
        return limited is not null;
    }
}
