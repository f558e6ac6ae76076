using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Compiles the C# of the documentation against the assemblies of the tests.</summary>
internal static class SnippetCompiler
{
    // The namespaces that ImplicitUsings imports in a console app, followed by those that it imports in a web app.
    private static readonly string[] s_consoleUsings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
        "System.Threading.Tasks",
    ];

    private static readonly string[] s_webUsings =
    [
        .. s_consoleUsings, "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing", "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    // The ignored diagnostics: different assembly versions, which builds ignore too, and async methods without an await.
    private static readonly Dictionary<string, ReportDiagnostic> s_ignored = new()
    {
        ["CS1701"] = ReportDiagnostic.Suppress,
        ["CS1702"] = ReportDiagnostic.Suppress,
        ["CS1998"] = ReportDiagnostic.Suppress,
    };

    /// <summary>Compiles a snippet as a complete console app.</summary>
    public static CSharpCompilation CompileProgram(CodeBlock snippet, string assemblyName) =>
        Compile(assemblyName, OutputKind.ConsoleApplication, s_consoleUsings, Place(snippet, 0, snippet.Text));

    /// <summary>Compiles a snippet as a part of a web app that has the members of <see cref="SurroundingApp"/>.</summary>
    /// <param name="snippet">The snippet.</param>
    /// <param name="usings">The namespaces that earlier snippets of the page have imported.</param>
    public static CSharpCompilation CompileFragment(CodeBlock snippet, IEnumerable<string> usings) =>
        Compile("Snippet", OutputKind.DynamicallyLinkedLibrary, s_webUsings, Fragment(snippet, usings, "Documentation"));

    /// <summary>Returns the source of a snippet as a part of a web app.</summary>
    /// <param name="snippet">The snippet.</param>
    /// <param name="usings">The namespaces that earlier snippets of the page have imported.</param>
    /// <param name="space">The namespace of the types that the snippet declares.</param>
    public static string Fragment(CodeBlock snippet, IEnumerable<string> usings, string space)
    {
        var root = Parse(snippet);
        var members = root.Members.ToLookup(
            member => member is GlobalStatementSyntax,
            member => Place(
                snippet, member.SyntaxTree.GetLineSpan(member.FullSpan).StartLinePosition.Line, member.ToFullString()));

        return $$"""
            {{string.Join('\n', usings.Concat(UsingsOf(snippet)).Distinct().Select(name => $"using {name};"))}}

            namespace {{space}};

            internal sealed class Snippet : {{typeof(SurroundingApp).FullName}}
            {
                public async Task RunAsync()
                {
            {{string.Join('\n', members[true])}}
                }
            }

            {{string.Join('\n', members[false])}}
            """;
    }

    /// <summary>Returns the namespaces that a snippet imports.</summary>
    public static IEnumerable<string> UsingsOf(CodeBlock snippet) =>
        Parse(snippet).Usings.Select(directive => directive.Name!.ToString());

    /// <summary>Fails with the compiler's diagnostics, by file and line of the documentation.</summary>
    public static void AssertNoFaults(CSharpCompilation compilation)
    {
        var faults =
            from diagnostic in compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            where diagnostic.Severity >= DiagnosticSeverity.Warning
            let place = diagnostic.Location.GetMappedLineSpan()
            select $"{place.Path}:{place.StartLinePosition.Line + 1}: {diagnostic.Id} {diagnostic.GetMessage(null)}";

        FileFaults.AssertNone(faults);
    }

    private static CompilationUnitSyntax Parse(CodeBlock snippet) =>
        CSharpSyntaxTree.ParseText(snippet.Text).GetCompilationUnitRoot();

    private static string Place(CodeBlock snippet, int line, string text) =>
        $"#line {snippet.FirstLine + line} \"{snippet.Path}\"\n{text}\n#line default";

    private static CSharpCompilation Compile(string name, OutputKind kind, IEnumerable<string> implicitUsings, string source) =>
        CSharpCompilation.Create(
            name,
            [
                CSharpSyntaxTree.ParseText(string.Concat(implicitUsings.Select(space => $"global using {space};\n"))),
                CSharpSyntaxTree.ParseText(source),
            ],
            s_references,
            new CSharpCompilationOptions(
                kind, nullableContextOptions: NullableContextOptions.Enable, specificDiagnosticOptions: s_ignored));
}
