namespace LlmCost.AI;

/// <summary>The rates of one request: a model's own, with all variants that hold laid over them, and each part's fallback to its parent.</summary>
internal ref struct EffectiveRates(TokenRates rates)
{
    private decimal? _input = rates.Input;
    private decimal? _inputCacheRead = rates.InputCacheRead;
    private decimal? _inputCacheWrite = rates.InputCacheWrite;
    private decimal? _inputCacheWriteOneHour = rates.InputCacheWriteOneHour;
    private decimal? _inputAudio = rates.InputAudio;
    private decimal? _inputAudioCacheRead = rates.InputAudioCacheRead;
    private decimal? _inputImage = rates.InputImage;
    private decimal? _inputImageCacheRead = rates.InputImageCacheRead;
    private decimal? _inputVideo = rates.InputVideo;
    private decimal? _output = rates.Output;
    private decimal? _outputReasoning = rates.OutputReasoning;
    private decimal? _outputCitation = rates.OutputCitation;
    private decimal? _outputAudio = rates.OutputAudio;
    private decimal? _outputImage = rates.OutputImage;
    private decimal? _outputVideo = rates.OutputVideo;

    /// <summary>The rate of a unit, its own or that of its parent.</summary>
    public readonly decimal? this[TokenKind unit] => unit switch
    {
        TokenKind.Input => _input,
        TokenKind.InputCacheRead => _inputCacheRead ?? _input,
        TokenKind.InputCacheWrite => _inputCacheWrite ?? _input,
        TokenKind.InputCacheWriteOneHour => _inputCacheWriteOneHour ?? _inputCacheWrite ?? _input,
        TokenKind.InputAudio => _inputAudio ?? _input,
        TokenKind.InputAudioCacheRead => _inputAudioCacheRead ?? _inputCacheRead ?? _inputAudio ?? _input,
        TokenKind.InputImage => _inputImage ?? _input,
        TokenKind.InputImageCacheRead => _inputImageCacheRead ?? _inputCacheRead ?? _inputImage ?? _input,
        TokenKind.InputVideo => _inputVideo ?? _input,
        TokenKind.Output => _output,
        TokenKind.OutputReasoning => _outputReasoning ?? _output,
        TokenKind.OutputCitation => _outputCitation ?? _output,
        TokenKind.OutputAudio => _outputAudio ?? _output,
        TokenKind.OutputImage => _outputImage ?? _output,
        _ => _outputVideo ?? _output,
    };

    /// <summary>What all rates are multiplied with.</summary>
    public decimal Factor { get; private set; } = 1;

    /// <summary>Lays a variant over the rates.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="part">The share of the tokens that it holds for, from 0 to 1; the rest keeps its rates.</param>
    public void Apply(PriceVariant variant, decimal part)
    {
        var over = variant.Rates;
        Lay(ref _input, over.Input, part);
        Lay(ref _inputCacheRead, over.InputCacheRead, part);
        Lay(ref _inputCacheWrite, over.InputCacheWrite, part);
        Lay(ref _inputCacheWriteOneHour, over.InputCacheWriteOneHour, part);
        Lay(ref _inputAudio, over.InputAudio, part);
        Lay(ref _inputAudioCacheRead, over.InputAudioCacheRead, part);
        Lay(ref _inputImage, over.InputImage, part);
        Lay(ref _inputImageCacheRead, over.InputImageCacheRead, part);
        Lay(ref _inputVideo, over.InputVideo, part);
        Lay(ref _output, over.Output, part);
        Lay(ref _outputReasoning, over.OutputReasoning, part);
        Lay(ref _outputCitation, over.OutputCitation, part);
        Lay(ref _outputAudio, over.OutputAudio, part);
        Lay(ref _outputImage, over.OutputImage, part);
        Lay(ref _outputVideo, over.OutputVideo, part);
        if (variant.Factor is { } factor)
        {
            Factor *= 1 + ((factor - 1) * part);
        }
    }

    private static void Lay(ref decimal? rate, decimal? over, decimal part)
    {
        if (over is { } replacement)
        {
            rate = part is 1 || rate is not { } lower ? replacement : lower + ((replacement - lower) * part);
        }
    }
}
