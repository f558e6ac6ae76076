using Microsoft.Extensions.AI;

namespace LlmCost.AI.Load.Calls;

/// <summary>Generates random calls. The same seed generates the same calls.</summary>
/// <remarks>This type is not thread-safe.</remarks>
internal sealed class CallScript(LoadOptions options, int clients)
{
    /// <summary>The client index that stands for OpenAI's client, which uses a real connection.</summary>
    public const int WireClient = -1;

    /// <summary>The maximum number of output tokens that calls request.</summary>
    public const int MaxOutput = 800;

    private static readonly string[] s_features = ["generate_content", "summarize", "extract_keywords"];

    private readonly Random _random = new(options.Seed);

    /// <summary>Returns the next call.</summary>
    public Call Next()
    {
        var fate = NextFate();
        return new Call(
            _random.Next(100) < options.Wire ? WireClient : _random.Next(clients),
            s_features[_random.Next(s_features.Length)],
            fate,
            IsStreaming: fate is CallFate.Leave || _random.Next(2) is 0,
            NextUsage());
    }

    private CallFate NextFate()
    {
        var number = _random.Next(100);
        ReadOnlySpan<(CallFate Fate, int Percent)> shares =
        [
            (CallFate.Error, options.Errors),
            (CallFate.TimeOut, options.TimeOuts),
            (CallFate.Reset, options.Resets),
            (CallFate.Cancel, options.Cancels),
            (CallFate.Leave, options.Leaves),
        ];
        foreach (var (fate, percent) in shares)
        {
            if ((number -= percent) < 0)
            {
                return fate;
            }
        }

        return CallFate.Answer;
    }

    private UsageDetails NextUsage()
    {
        var input = _random.Next(20, 4_000);
        var output = _random.Next(10, MaxOutput);
        return new UsageDetails
        {
            InputTokenCount = input,
            CachedInputTokenCount = _random.Next(input),
            OutputTokenCount = output,
            ReasoningTokenCount = _random.Next(output),
            TotalTokenCount = input + output,
        };
    }
}
