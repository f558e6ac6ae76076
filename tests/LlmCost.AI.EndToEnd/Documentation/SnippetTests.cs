using System.Globalization;
using System.Text.RegularExpressions;
using LlmCost.AI.EndToEnd.Backend;
using SimulatedProvider;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Compiles the C# code in all Markdown files.</summary>
public sealed partial class SnippetTests
{
    private static readonly CodeBlock s_firstCost = Snippets("README.md").First();

    public static TheoryData<string, int> Fragments =>
    [
        .. from file in MarkdownFile.All.Keys
           from snippet in Snippets(file)
           where snippet != s_firstCost
           select (file, snippet.FirstLine),
    ];

    [Theory]
    [MemberData(nameof(Fragments))]
    public void Snippet_CompilesInAnApp(string file, int line)
    {
        var snippet = Snippets(file).Single(snippet => snippet.FirstLine == line);

        SnippetCompiler.AssertNoFaults(SnippetCompiler.CompileFragment(snippet, UsingsBefore(file, line)));
    }

    [Fact]
    public void FirstCost_HasAtMostTenLines() => Assert.InRange(s_firstCost.Lines.Count, 1, 10);

    [Fact]
    public Task FirstCost_AsShown_PrintsTheCostThatTheProviderBills() =>
        AssertPrintsTheBillAsync(environment => RunAsync(s_firstCost, environment));

    /// <summary>Asserts that a program with the first snippet prints the cost that the provider bills.</summary>
    /// <param name="runAsync">Runs the program with the given environment variables and returns its output.</param>
    internal static async Task AssertPrintsTheBillAsync(Func<Dictionary<string, string?>, Task<string>> runAsync)
    {
        await using var provider = await ProviderSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("llmcost-first-cost-");
        try
        {
            using var authority = new Authority(folder);
            await using var proxy = InterceptingProxy.Start(provider.Address, authority, "api.openai.com");

            var output = await runAsync(new()
            {
                ["OPENAI_API_KEY"] = "simulated",
                ["HTTPS_PROXY"] = proxy.Address.ToString(),
                ["NO_PROXY"] = null,
                ["SSL_CERT_FILE"] = authority.PathOf("ca.crt"),
                ["LANG"] = "C",
            });

            var bill = provider.Ledger.Reported
                .Select(line => new Apps.BillLine(line.Key.Provider, line.Key.Model, "", line.Key.TokenClass, line.Value))
                .Sum(line => line.Cost);
            Assert.True(bill > 0);
            Assert.Equal(bill, decimal.Parse(Cost().Match(output).Groups["cost"].Value, CultureInfo.InvariantCulture));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Returns the C# of a page.</summary>
    internal static IEnumerable<CodeBlock> Snippets(string file) =>
        MarkdownFile.All[file].CodeBlocks.Where(block => block.Language is "csharp");

    /// <summary>Returns the namespaces that a page has imported before a line.</summary>
    internal static IEnumerable<string> UsingsBefore(string file, int line) =>
        Snippets(file).TakeWhile(snippet => snippet.FirstLine < line).SelectMany(SnippetCompiler.UsingsOf);

    /// <summary>Runs a snippet as a separate program in the folder of the tests' assemblies.</summary>
    private static async Task<string> RunAsync(CodeBlock snippet, Dictionary<string, string?> environment)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tests = Path.ChangeExtension(typeof(SnippetTests).Assembly.Location, null);
        var program = Path.Combine(AppContext.BaseDirectory, $"FirstCost-{Guid.NewGuid():N}.dll");
        try
        {
            var compilation = SnippetCompiler.CompileProgram(snippet, Path.GetFileNameWithoutExtension(program));
            SnippetCompiler.AssertNoFaults(compilation);
            await using (var file = File.Create(program))
            {
                Assert.True(compilation.Emit(file, cancellationToken: cancellationToken).Success);
            }

            return await CommandLine.RunAsync(
                "dotnet",
                ["exec", "--runtimeconfig", $"{tests}.runtimeconfig.json", "--depsfile", $"{tests}.deps.json", program],
                environment,
                cancellationToken);
        }
        finally
        {
            File.Delete(program);
        }
    }

    [GeneratedRegex(@"\((?<cost>[\d.]+) USD\)\s*$")]
    private static partial Regex Cost();
}
