namespace LlmCost.AI.Testing;

/// <summary>
/// Marks assertion exceptions. xunit.v3 recognizes the name in any namespace: it reports a failed assertion instead of an
/// unhandled exception.
/// </summary>
internal interface IAssertionException;
