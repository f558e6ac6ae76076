namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Reports faults in files, one per line.</summary>
internal static class FileFaults
{
    /// <summary>Fails if there are faults, and lists all of them, because <c>Assert.Empty</c> would truncate the list.</summary>
    public static void AssertNone(IEnumerable<string> faults)
    {
        var text = string.Join('\n', faults);
        Assert.True(text.Length is 0, text);
    }
}
