using System.Text.Json;

namespace LlmCost.AI.Tests;

/// <summary>Compares the tables of formats and providers in the documentation with the cases that the tests run.</summary>
public sealed class ProviderTableTests
{
    private const string Page = "tests/LlmCost.AI.Tests/Wire/README.md";

    [Fact]
    public void TablesInTheReadme_MatchTheCases()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Documentation", Page);
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var expected = With(With(text, "providers", ProviderRows()), "formats", FormatRows());
        var received = Path.ChangeExtension(path, ".received.md");
        File.WriteAllText(received, expected);

        Assert.True(text == expected, $"The cases have changed. If this is intended: cp {received} {Page}");
    }

    /// <summary>Returns a page with the rows between the markers of a table.</summary>
    private static string With(string page, string table, IEnumerable<string[]> rows)
    {
        var start = page.IndexOf($"<!-- {table} -->\n", StringComparison.Ordinal) + $"<!-- {table} -->\n".Length;
        var end = page.IndexOf($"<!-- /{table} -->", start, StringComparison.Ordinal);
        return $"{page[..start]}\n{string.Concat(rows.Select(Line))}\n{page[end..]}";
    }

    private static IEnumerable<string[]> FormatRows() =>
    [
        ["format", "providers", "`llmcost`", "client and reader", "client and handler", "handler alone"],
        ["---", "---", "--:", "--:", "--:", "--:"],
        .. Cases()
            .GroupBy(one => one.Format)
            .OrderByDescending(format => format.Count())
            .ThenBy(format => format.Key, StringComparer.Ordinal)
            .Select(format => (string[])[Code(format.Key), Providers(format), .. Counts(format)]),
    ];

    private static IEnumerable<string[]> ProviderRows() =>
    [
        ["provider", "formats", "`llmcost`", "client and reader", "client and handler", "handler alone", "client alone"],
        ["---", "---", "--:", "--:", "--:", "--:", "--:"],
        .. Cases()
            .GroupBy(one => one.Provider)
            .OrderBy(provider => provider.Key, StringComparer.Ordinal)
            .Select(provider => (string[])
            [
                provider.Key,
                string.Join(", ", provider.Select(one => Code(one.Format)).Distinct().Order(StringComparer.Ordinal)),
                .. Counts(provider),
                Count(WireBodies.All.Count(body => ProviderOf(body.Key, body.Value) == provider.Key)),
            ]),
    ];

    /// <summary>Returns the three providers with the most cases, and the number of other providers.</summary>
    private static string Providers(IEnumerable<Case> cases)
    {
        string[] providers =
        [
            .. cases.GroupBy(one => one.Provider)
                .OrderByDescending(provider => provider.Count())
                .ThenBy(provider => provider.Key, StringComparer.Ordinal)
                .Select(provider => provider.Key),
        ];
        var named = string.Join(", ", providers.Take(3));
        return providers.Length > 3 ? $"{named} and {providers.Length - 3} more" : named;
    }

    private static IEnumerable<string> Counts(IEnumerable<Case> cases) =>
    [
        Count(cases.Count()),
        Count(cases.Count(one => IsIn(FieldCasesTests.Ids, one))),
        Count(cases.Count(one => IsIn(FieldCasesTests.IdsWithClient, one))),
        Count(cases.Count(one => IsIn(FieldCasesTests.IdsWithBody, one))),
    ];

    private static bool IsIn(TheoryData<string> ids, Case one) => ids.Any(row => row.Data == one.Id);

    /// <summary>Returns all cases. <c>llmcost price</c> prices each of these cases.</summary>
    private static IEnumerable<Case> Cases()
    {
        foreach (var (id, one) in FieldCase.All)
        {
            yield return new Case(id, ProviderOf(one), one.Format);
        }

        using var peers = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Cases", "peers.json")));
        foreach (var one in peers.RootElement.GetProperty("cases").EnumerateArray())
        {
            yield return new Case(
                one.GetProperty("id").GetString()!,
                one.GetProperty("provider").GetString()!,
                one.GetProperty("format").GetString()!);
        }
    }

    /// <summary>Returns the provider that the case names, or the provider of its host.</summary>
    private static string ProviderOf(FieldCase one)
    {
        if (one.Provider is { } named)
        {
            return named;
        }

        var options = new CostMeteringOptions();
        FieldCasesTests.Configure(options, one);
        var identity = KnownProviders.Resolve(
            adapterName: null, one.ApiUrl is { } url ? new Uri(url) : null, new HostMap(options.ProviderHosts));
        return identity is { Name: { } name, IsUnknownHost: false } ? name : "unknown host";
    }

    private static string ProviderOf(string file, WireBody body) => body.Provider ?? WireClients.ProviderOf(file);

    private static string Code(string name) => $"`{name}`";

    private static string Count(int count) => count is 0 ? "" : $"{count}";

    private static string Line(string[] cells) =>
        string.Concat(cells.Select(cell => cell.Length is 0 ? "| " : $"| {cell} ")) + "|\n";

    private sealed record Case(string Id, string Provider, string Format);
}
