namespace WebApi;

/// <summary>Represents the body of a response.</summary>
/// <param name="Text">The text of the model.</param>
internal sealed record Reply(string Text);
