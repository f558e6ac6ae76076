namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Faults in files, one per line.</summary>
internal static class FileFaults
{
    /// <summary>Fails with all faults in full, because <c>Assert.Empty</c> would truncate them.</summary>
    public static void AssertNone(IEnumerable<string> faults)
    {
        var text = string.Join('\n', faults);
        Assert.True(text.Length is 0, text);
    }
}
