namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>The real programs that the tests start. <c>tests/stack/get-stack.sh</c> installs them.</summary>
internal static class Programs
{
    /// <summary>
    /// Returns the full path of a program: from LLMCOST_STACK if it is set, otherwise from the cache folder or the PATH.
    /// </summary>
    public static string Find(string name)
    {
        var folders = Folders().ToList();

        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"'{name}' was not found in {string.Join(", ", folders)}. "
                + "Run tests/run.sh, or tests/stack/get-stack.sh before running this project alone.");
    }

    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("LLMCOST_STACK") is { Length: > 0 } stack)
        {
            return [stack];
        }

        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";

        return
        [
            Path.Combine(cache, "llmcost-ai", "stack", "bin"),
            .. path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        ];
    }
}
