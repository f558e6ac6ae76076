namespace LlmCost.AI.Testing;

/// <summary>
/// Marks assertion exceptions. xunit.v3 recognizes interfaces of this name in any namespace, and reports a failed assertion
/// instead of an unhandled exception.
/// </summary>
internal interface IAssertionException;
