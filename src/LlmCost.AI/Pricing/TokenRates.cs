namespace LlmCost.AI;

/// <summary>Rates by kind of token, in USD per million tokens.</summary>
/// <remarks>
/// <see langword="null"/> means that the kind has no separate rate and is billed at a fallback rate, never at zero. The rates of
/// cached, audio, image and video input fall back to the input rate. The rates of cached audio and images first fall back to the
/// rate of cache reads, and the rate of one-hour cache writes to the rate of cache writes. The rates of reasoning, citations and
/// audio, image and video output fall back to the output rate. All rates are zero or more; zero means free, not unknown.
/// Instances are immutable and thread-safe.
/// </remarks>
public sealed record TokenRates
{
    private readonly TokenKindRates _rates;

    /// <summary>Initializes rates without values.</summary>
    public TokenRates()
    {
    }

    internal TokenRates(in TokenKindRates rates) => _rates = rates;

    /// <summary>Gets the rate of uncached text input, in USD per million tokens.</summary>
    public decimal? Input { get => this[TokenKind.Input]; init => this[TokenKind.Input] = value; }

    /// <summary>
    /// Gets the rate of input read from the prompt cache, in USD per million tokens. If <see langword="null"/>, the input rate
    /// applies.
    /// </summary>
    public decimal? InputCacheRead { get => this[TokenKind.InputCacheRead]; init => this[TokenKind.InputCacheRead] = value; }

    /// <summary>
    /// Gets the rate of input written to the prompt cache for the default lifetime, in USD per million tokens. If
    /// <see langword="null"/>, the input rate applies.
    /// </summary>
    public decimal? InputCacheWrite { get => this[TokenKind.InputCacheWrite]; init => this[TokenKind.InputCacheWrite] = value; }

    /// <summary>
    /// Gets the rate of input written to the prompt cache for one hour, in USD per million tokens. If <see langword="null"/>, the
    /// rate of <see cref="InputCacheWrite"/> applies.
    /// </summary>
    public decimal? InputCacheWriteOneHour
    {
        get => this[TokenKind.InputCacheWriteOneHour];
        init => this[TokenKind.InputCacheWriteOneHour] = value;
    }

    /// <summary>
    /// Gets the rate of audio input, in USD per million tokens. If <see langword="null"/>, the input rate applies.
    /// </summary>
    public decimal? InputAudio { get => this[TokenKind.InputAudio]; init => this[TokenKind.InputAudio] = value; }

    /// <summary>
    /// Gets the rate of audio read from the prompt cache, in USD per million tokens. If <see langword="null"/>, the rate of
    /// <see cref="InputCacheRead"/> applies, or, if that rate is not set, the rate of <see cref="InputAudio"/>.
    /// </summary>
    public decimal? InputAudioCacheRead
    {
        get => this[TokenKind.InputAudioCacheRead];
        init => this[TokenKind.InputAudioCacheRead] = value;
    }

    /// <summary>
    /// Gets the rate of image input, in USD per million tokens. If <see langword="null"/>, the input rate applies.
    /// </summary>
    public decimal? InputImage { get => this[TokenKind.InputImage]; init => this[TokenKind.InputImage] = value; }

    /// <summary>
    /// Gets the rate of images read from the prompt cache, in USD per million tokens. If <see langword="null"/>, the rate of
    /// <see cref="InputCacheRead"/> applies, or, if that rate is not set, the rate of <see cref="InputImage"/>.
    /// </summary>
    public decimal? InputImageCacheRead
    {
        get => this[TokenKind.InputImageCacheRead];
        init => this[TokenKind.InputImageCacheRead] = value;
    }

    /// <summary>
    /// Gets the rate of video input, in USD per million tokens. If <see langword="null"/>, the input rate applies.
    /// </summary>
    public decimal? InputVideo { get => this[TokenKind.InputVideo]; init => this[TokenKind.InputVideo] = value; }

    /// <summary>
    /// Gets the rate of text output, in USD per million tokens, or <see langword="null"/> for models without output, such as
    /// embedding models.
    /// </summary>
    public decimal? Output { get => this[TokenKind.Output]; init => this[TokenKind.Output] = value; }

    /// <summary>
    /// Gets the rate of reasoning output, in USD per million tokens. If <see langword="null"/>, the output rate applies.
    /// </summary>
    public decimal? OutputReasoning { get => this[TokenKind.OutputReasoning]; init => this[TokenKind.OutputReasoning] = value; }

    /// <summary>
    /// Gets the rate of text quoted from sources, in USD per million tokens. If <see langword="null"/>, the output rate applies.
    /// </summary>
    public decimal? OutputCitation { get => this[TokenKind.OutputCitation]; init => this[TokenKind.OutputCitation] = value; }

    /// <summary>
    /// Gets the rate of audio output, in USD per million tokens. If <see langword="null"/>, the output rate applies.
    /// </summary>
    public decimal? OutputAudio { get => this[TokenKind.OutputAudio]; init => this[TokenKind.OutputAudio] = value; }

    /// <summary>
    /// Gets the rate of image output, in USD per million tokens. If <see langword="null"/>, the output rate applies.
    /// </summary>
    public decimal? OutputImage { get => this[TokenKind.OutputImage]; init => this[TokenKind.OutputImage] = value; }

    /// <summary>
    /// Gets the rate of video output, in USD per million tokens. If <see langword="null"/>, the output rate applies.
    /// </summary>
    public decimal? OutputVideo { get => this[TokenKind.OutputVideo]; init => this[TokenKind.OutputVideo] = value; }

    /// <summary>Gets rates without values.</summary>
    internal static TokenRates None { get; } = new();

    /// <summary>Gets the rate of a kind without fallbacks.</summary>
    internal decimal? this[TokenKind kind] { get => _rates[(int)kind]; init => _rates[(int)kind] = value; }

    /// <summary>Gets all rates, indexed by the number of their <see cref="TokenKind"/>.</summary>
    internal ref readonly TokenKindRates ByKind => ref _rates;

    /// <summary>Gets the rates that are set, in the order of their kinds.</summary>
    internal IEnumerable<(TokenKind Kind, decimal Rate)> Known
    {
        get
        {
            foreach (var kind in TokenKinds.All)
            {
                if (this[kind] is { } rate)
                {
                    yield return (kind, rate);
                }
            }
        }
    }

    /// <summary>Creates rates from a function that returns the rate of each kind.</summary>
    internal static TokenRates Create(Func<TokenKind, decimal?> rateOf)
    {
        var rates = default(TokenKindRates);
        foreach (var kind in TokenKinds.All)
        {
            rates[(int)kind] = rateOf(kind);
        }

        return new TokenRates(in rates);
    }
}
