namespace WebApi;

/// <summary>What a caller sends.</summary>
/// <param name="Text">An outline, or a text.</param>
internal sealed record Prompt(string Text);
