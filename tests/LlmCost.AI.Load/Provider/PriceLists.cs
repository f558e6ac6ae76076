using System.Globalization;

namespace LlmCost.AI.Load.Provider;

/// <summary>Provides valid and invalid price lists in the native format.</summary>
internal static class PriceLists
{
    /// <summary>Gets the list of the feed, with a price that differs from the catalog.</summary>
    public static string Feed { get; } = List("gpt-5.1", input: 1.5m);

    /// <summary>
    /// Gets the successive contents of the price file: two valid lists, and invalid ones as left by a crash or a failed upload.
    /// </summary>
    public static IReadOnlyList<string> Versions { get; } =
    [
        List("gpt-4o-mini", input: 0.15m),
        List("gpt-4o-mini", input: 0.15m)[..100],
        List("gpt-4o-mini", input: 0.30m),
        "",
        "\0\u0001 not a price list",
        List("gpt-4o-mini", input: -1m),
    ];

    private static string List(string model, decimal input) =>
        $$"""
        {"provider":"openai","source":"https://example.com","checked":"2026-11-01","models":{
        "{{model}}":{"prices":[{"price":{"input":{{input.ToString(CultureInfo.InvariantCulture)}},"output":2} }] }
        } }
        """;
}
