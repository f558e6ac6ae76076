namespace WebApi;

/// <summary>Represents the body of a request.</summary>
/// <param name="Text">The outline of a post, or the text to summarize.</param>
internal sealed record Prompt(string Text);
