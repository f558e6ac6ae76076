using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>The options that say what one usage used, in inclusive tokens.</summary>
internal sealed class CountOptions
{
    private readonly Option<long> _input = Count("--input", "All that went in, cached or not.");
    private readonly Option<long> _cacheRead = Count("--cache-read", "Of the input, what was read from the cache.");
    private readonly Option<long> _cacheWrite = Count("--cache-write", "Of the input, what was written to the cache.");
    private readonly Option<long> _cacheWriteOneHour = Count("--cache-write-1h", "Of what was written, what was for one hour.");
    private readonly Option<long> _inputAudio = Count("--input-audio", "Of the input, audio.");
    private readonly Option<long> _output = Count("--output", "All that came out, reasoning or not.");
    private readonly Option<long> _reasoning = Count("--reasoning", "Of the output, reasoning.");
    private readonly Option<long> _outputAudio = Count("--output-audio", "Of the output, audio.");

    public void AddTo(Command command)
    {
        foreach (var option in (Option<long>[])
            [_input, _cacheRead, _cacheWrite, _cacheWriteOneHour, _inputAudio, _output, _reasoning, _outputAudio])
        {
            command.Options.Add(option);
        }
    }

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
        var option = new Option<long>(name) { Description = $"{description} In tokens.", HelpName = "TOKENS" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() < 0)
            {
                result.AddError($"{name} must be 0 or more tokens.");
            }
        });
        return option;
    }
}
