namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>A fenced block of a Markdown file.</summary>
/// <param name="Path">The path of the file in the repository.</param>
/// <param name="Language">The language after the fence, or an empty string.</param>
/// <param name="FirstLine">The number of the first line of its text, from 1.</param>
/// <param name="Lines">The text.</param>
internal sealed record CodeBlock(string Path, string Language, int FirstLine, List<string> Lines)
{
    /// <summary>Gets the text.</summary>
    public string Text => string.Join('\n', Lines);
}
