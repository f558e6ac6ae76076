namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Faults in files, one on a line.</summary>
internal static class FileFaults
{
    /// <summary>Fails with all faults in full, which <c>Assert.Empty</c> would cut.</summary>
    public static void AssertNone(IEnumerable<string> faults)
    {
        var text = string.Join('\n', faults);
        Assert.True(text.Length is 0, text);
    }
}
