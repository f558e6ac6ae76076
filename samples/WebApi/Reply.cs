namespace WebApi;

/// <summary>Represents the body of a response.</summary>
/// <param name="Text">The text that the model returned.</param>
internal sealed record Reply(string Text);
