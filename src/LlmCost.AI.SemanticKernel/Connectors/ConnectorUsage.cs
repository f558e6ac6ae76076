using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Represents the usage, model and id of a connector's response, or of one chunk.</summary>
/// <param name="Usage">The usage, or <see langword="null"/> if none is reported.</param>
/// <param name="IsPart">True if the usage must be added to the usage of earlier chunks; false if it is the total so far.</param>
/// <param name="Model">The model that responded, if it is reported.</param>
/// <param name="ResponseId">The provider's id of the response, if it has one.</param>
/// <param name="Key">The object that identifies the response, because all messages of the response share it.</param>
internal readonly record struct ConnectorUsage(UsageDetails? Usage, bool IsPart, string? Model, string? ResponseId, object? Key);
