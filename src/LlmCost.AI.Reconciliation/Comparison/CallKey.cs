namespace LlmCost.AI;

/// <summary>Identifies the calls of a model on a day.</summary>
internal readonly record struct CallKey(DateOnly Day, string Provider, string? Account, string? Model);
