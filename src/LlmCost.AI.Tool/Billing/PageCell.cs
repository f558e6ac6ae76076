namespace LlmCost.AI.Tool;

/// <summary>Represents a table cell: a right-aligned number or a left-aligned name.</summary>
internal readonly record struct PageCell(string Text, bool IsName)
{
    public static PageCell Name(string text) => new(text, IsName: true);

    public static implicit operator PageCell(string number) => new(number, IsName: false);
}
