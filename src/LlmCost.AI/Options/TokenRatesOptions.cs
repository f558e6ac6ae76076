namespace LlmCost.AI;

/// <summary>Represents token rates in configuration.</summary>
/// <remarks>
/// Rates are per million tokens, from 0 to 1,000,000. If a rate is omitted, a more general rate applies: see
/// <see cref="TokenRates"/>.
/// </remarks>
public class TokenRatesOptions
{
    private TokenKindRates _rates;

    /// <summary>Initializes an instance in which no rate is set.</summary>
    public TokenRatesOptions()
    {
    }

    internal TokenRatesOptions(TokenRates rates) => _rates = rates.ByKind;

    /// <summary>Gets or sets the rate of uncached text input.</summary>
    public decimal? Input { get => _rates[(int)TokenKind.Input]; set => _rates[(int)TokenKind.Input] = value; }

    /// <summary>Gets or sets the rate of input read from the prompt cache.</summary>
    public decimal? InputCacheRead
    {
        get => _rates[(int)TokenKind.InputCacheRead];
        set => _rates[(int)TokenKind.InputCacheRead] = value;
    }

    /// <summary>Gets or sets the rate of input written to the prompt cache for the default lifetime.</summary>
    public decimal? InputCacheWrite
    {
        get => _rates[(int)TokenKind.InputCacheWrite];
        set => _rates[(int)TokenKind.InputCacheWrite] = value;
    }

    /// <summary>Gets or sets the rate of input written to the prompt cache for one hour.</summary>
    public decimal? InputCacheWriteOneHour
    {
        get => _rates[(int)TokenKind.InputCacheWriteOneHour];
        set => _rates[(int)TokenKind.InputCacheWriteOneHour] = value;
    }

    /// <summary>Gets or sets the rate of audio input.</summary>
    public decimal? InputAudio
    {
        get => _rates[(int)TokenKind.InputAudio];
        set => _rates[(int)TokenKind.InputAudio] = value;
    }

    /// <summary>Gets or sets the rate of audio read from the prompt cache.</summary>
    public decimal? InputAudioCacheRead
    {
        get => _rates[(int)TokenKind.InputAudioCacheRead];
        set => _rates[(int)TokenKind.InputAudioCacheRead] = value;
    }

    /// <summary>Gets or sets the rate of image input.</summary>
    public decimal? InputImage { get => _rates[(int)TokenKind.InputImage]; set => _rates[(int)TokenKind.InputImage] = value; }

    /// <summary>Gets or sets the rate of images read from the prompt cache.</summary>
    public decimal? InputImageCacheRead
    {
        get => _rates[(int)TokenKind.InputImageCacheRead];
        set => _rates[(int)TokenKind.InputImageCacheRead] = value;
    }

    /// <summary>Gets or sets the rate of video input.</summary>
    public decimal? InputVideo { get => _rates[(int)TokenKind.InputVideo]; set => _rates[(int)TokenKind.InputVideo] = value; }

    /// <summary>Gets or sets the rate of text output.</summary>
    public decimal? Output { get => _rates[(int)TokenKind.Output]; set => _rates[(int)TokenKind.Output] = value; }

    /// <summary>Gets or sets the rate of reasoning output.</summary>
    public decimal? OutputReasoning
    {
        get => _rates[(int)TokenKind.OutputReasoning];
        set => _rates[(int)TokenKind.OutputReasoning] = value;
    }

    /// <summary>Gets or sets the rate of citations.</summary>
    public decimal? OutputCitation
    {
        get => _rates[(int)TokenKind.OutputCitation];
        set => _rates[(int)TokenKind.OutputCitation] = value;
    }

    /// <summary>Gets or sets the rate of audio output.</summary>
    public decimal? OutputAudio { get => _rates[(int)TokenKind.OutputAudio]; set => _rates[(int)TokenKind.OutputAudio] = value; }

    /// <summary>Gets or sets the rate of image output.</summary>
    public decimal? OutputImage { get => _rates[(int)TokenKind.OutputImage]; set => _rates[(int)TokenKind.OutputImage] = value; }

    /// <summary>Gets or sets the rate of video output.</summary>
    public decimal? OutputVideo { get => _rates[(int)TokenKind.OutputVideo]; set => _rates[(int)TokenKind.OutputVideo] = value; }

    /// <summary>True if at least one rate is set.</summary>
    internal bool HasRates => !_rates.Equals(default);

    /// <summary>Returns the rates.</summary>
    internal TokenRates ToRates() => new(in _rates);
}
