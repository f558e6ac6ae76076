using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>
/// Provides the command-line options for the token counts of one call. Counts are inclusive: each total includes its parts.
/// </summary>
internal sealed class CountOptions
{
    private readonly Option<long> _input = Count("--input", "Total input tokens, cached or not.");
    private readonly Option<long> _cacheRead = Count("--cache-read", "Input tokens that were read from the cache.");
    private readonly Option<long> _cacheWrite = Count("--cache-write", "Input tokens that were written to the cache.");
    private readonly Option<long> _cacheWriteOneHour =
        Count("--cache-write-1h", "Cache-write tokens with a lifetime of one hour.");
    private readonly Option<long> _inputAudio = Count("--input-audio", "Input tokens that are audio.");
    private readonly Option<long> _output = Count("--output", "Total output tokens, including reasoning.");
    private readonly Option<long> _reasoning = Count("--reasoning", "Output tokens that are reasoning.");
    private readonly Option<long> _outputAudio = Count("--output-audio", "Output tokens that are audio.");

    private IEnumerable<Option<long>> All =>
        [_input, _cacheRead, _cacheWrite, _cacheWriteOneHour, _inputAudio, _output, _reasoning, _outputAudio];

    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Returns true if any count is given.</summary>
    public bool AreGiven(ParseResult result) => All.Any(option => result.GetResult(option) is { Implicit: false });

    public InclusiveUsage Read(ParseResult result) => new()
    {
        InputTokens = result.GetValue(_input),
        CacheReadTokens = result.GetValue(_cacheRead),
        CacheWriteTokens = result.GetValue(_cacheWrite),
        CacheWriteOneHourTokens = result.GetValue(_cacheWriteOneHour),
        InputAudioTokens = result.GetValue(_inputAudio),
        OutputTokens = result.GetValue(_output),
        OutputReasoningTokens = result.GetValue(_reasoning),
        OutputAudioTokens = result.GetValue(_outputAudio),
    };

    private static Option<long> Count(string name, string description)
    {
        var option = new Option<long>(name) { Description = description, HelpName = "TOKENS" };
        option.Validators.Add(result =>
        {
            // A string that is not a number is ignored here, because the parser has already reported it.
            if (result.Tokens is [{ Value: var text }] && long.TryParse(text, out var count) && count < 0)
            {
                result.AddError($"{name} must be 0 or more.");
            }
        });
        return option;
    }
}
