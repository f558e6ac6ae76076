namespace WebApi;

/// <summary>What a caller gets.</summary>
/// <param name="Text">The text of the model.</param>
internal sealed record Reply(string Text);
