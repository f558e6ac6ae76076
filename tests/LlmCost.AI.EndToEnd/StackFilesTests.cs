using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>Loads every file of <c>otel/</c> with the program that uses it.</summary>
public sealed class StackFilesTests
{
    /// <summary>Gets all files in the folder, so that new files are included automatically.</summary>
    public static TheoryData<string> Files =>
    [
        .. Directory.EnumerateFiles(Repository.File("otel"), "*.yaml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(file => !file.StartsWith("otel/rules/", StringComparison.Ordinal)) // Covered by RulesTests.
            .Where(file => file != "otel/compose.yaml") // Covered by ComposeTests.
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public Task EachFile_IsAcceptedByItsProgram(string file)
    {
        var (program, arguments) = Check(file);
        return CommandLine.RunAsync(
            Programs.Find(program), arguments, new Dictionary<string, string?>(), TestContext.Current.CancellationToken);
    }

    private static (string Program, string[] Arguments) Check(string file) => file.Split('/') switch
    {
        ["otel", "collector-tls.yaml"] => ("otelcol", ["validate", "--config=otel/collector.yaml", $"--config={file}"]),
        [.., var name] when name.StartsWith("collector", StringComparison.Ordinal) =>
            ("otelcol", ["validate", $"--config={file}"]),
        [.., "prometheus.yaml"] => ("promtool", ["check", "config", "--lint-fatal", file]),
        [.., "alertmanager.yaml"] => ("amtool", ["check-config", file]),
        _ => throw new InvalidOperationException($"{file} is not checked; add the program that reads it here."),
    };
}
