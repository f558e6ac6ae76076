namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>A link or an image in a Markdown file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Target">An address, a path, an anchor, or a path with an anchor.</param>
internal sealed record MarkdownLink(int Line, string Target);
