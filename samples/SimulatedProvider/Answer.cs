namespace SimulatedProvider;

/// <summary>Represents a simulated response, which is complete before its first byte is sent.</summary>
/// <param name="Id">The suffix of the ids in the response. The same request always has the same suffix.</param>
/// <param name="Model">The model that responds.</param>
/// <param name="Fate">The way in which the response ends.</param>
/// <param name="Tokens">The billed tokens of the whole response.</param>
/// <param name="Chunks">The text of the response, divided into the chunks of a stream.</param>
/// <param name="CreatedAt">The time when the request arrived.</param>
/// <param name="ReportsUsage">True if the response reports its token counts.</param>
internal sealed record Answer(
    string Id,
    SimulatedModel Model,
    AnswerFate Fate,
    BilledTokens Tokens,
    IReadOnlyList<string> Chunks,
    DateTimeOffset CreatedAt,
    bool ReportsUsage)
{
    /// <summary>Gets the whole text.</summary>
    public string Text => string.Concat(Chunks);

    /// <summary>Gets the tokens that are billed if the stream is interrupted after half of its chunks.</summary>
    public BilledTokens HalfOfTheTokens => Tokens with { Output = Tokens.Output / 2 };
}
