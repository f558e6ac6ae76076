namespace SimulatedProvider;

/// <summary>All that the simulated provider has decided about one answer before it sends the first byte.</summary>
/// <param name="Id">A suffix for the ids that the formats ask for, the same for the same request.</param>
/// <param name="Model">The model that answers.</param>
/// <param name="Fate">Whether the answer arrives.</param>
/// <param name="Tokens">What the whole answer costs.</param>
/// <param name="Chunks">The text, cut as it is streamed.</param>
/// <param name="CreatedAt">When the request arrived.</param>
/// <param name="ReportsUsage">Whether the answer tells its token counts.</param>
internal sealed record Answer(
    string Id,
    SimulatedModel Model,
    AnswerFate Fate,
    BilledTokens Tokens,
    IReadOnlyList<string> Chunks,
    DateTimeOffset CreatedAt,
    bool ReportsUsage)
{
    /// <summary>The whole text.</summary>
    public string Text => string.Concat(Chunks);

    /// <summary>What the provider charges when the stream breaks after half of its chunks.</summary>
    public BilledTokens HalfOfTheTokens => Tokens with { Output = Tokens.Output / 2 };
}
