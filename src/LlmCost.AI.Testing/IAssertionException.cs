namespace LlmCost.AI.Testing;

/// <summary>
/// Marks exceptions of assertions. xunit.v3 recognizes the name in any namespace: it reports a failed assertion instead of an
/// unhandled exception.
/// </summary>
internal interface IAssertionException;
