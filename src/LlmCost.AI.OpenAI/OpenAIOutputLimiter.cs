using System.Diagnostics.CodeAnalysis;
using OpenAI.Chat;
using OpenAI.Responses;

namespace LlmCost.AI;

/// <summary>Lowers the maximum number of output tokens in OpenAI's own options.</summary>
internal sealed class OpenAIOutputLimiter : IOutputLimiter
{
    public bool TryLimit(object rawOptions, long maxOutputTokens, [NotNullWhen(true)] out object? limited)
    {
        var maximum = (int)long.Min(maxOutputTokens, int.MaxValue);
        limited = null;
        switch (rawOptions)
        {
            case ChatCompletionOptions options when options.MaxOutputTokenCount > maximum:
                options.MaxOutputTokenCount = maximum;
                limited = options;
                break;
            case CreateResponseOptions options when options.MaxOutputTokenCount > maximum:
                options.MaxOutputTokenCount = maximum;
                limited = options;
                break;
        }

        return limited is not null;
    }
}
