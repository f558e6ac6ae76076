using System.Globalization;

namespace LlmCost.AI.Load.Provider;

/// <summary>Price lists in our own format, good ones and broken ones.</summary>
internal static class PriceLists
{
    /// <summary>What the feed has: a price that is not the catalog's.</summary>
    public static string Feed { get; } = List("gpt-5.1", input: 1.5m);

    /// <summary>What a price file has, one after the other: two good lists, and files as they are found after a crash or a bad upload.</summary>
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
