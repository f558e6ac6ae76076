using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>What an answer of a connector, or a chunk of one, tells beside its text.</summary>
/// <param name="Usage">The usage, or <see langword="null"/> if it tells none.</param>
/// <param name="IsPart">Whether the usage is a part to be combined with others; else it is the whole as far as it is known.</param>
/// <param name="Model">The model that answered, if it says so.</param>
/// <param name="ResponseId">The provider's id of the answer, if it has one.</param>
/// <param name="Key">The object that is one and the same for all messages of a response of the provider.</param>
internal readonly record struct ConnectorUsage(UsageDetails? Usage, bool IsPart, string? Model, string? ResponseId, object? Key);
