using System.Diagnostics;
using System.Text.Json;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.Benchmarks;

/// <summary>Matching and pricing beside genai-prices' own library, on the same cases in the same run.</summary>
/// <remarks>
/// <c>dotnet run -c Release --project tests/LlmCost.AI.Benchmarks -- peers</c>, after <c>npm install</c> in <c>Peers</c>. Not
/// BenchmarkDotNet, since one of the two is not .NET: the best of 200 rounds over all cases, after two seconds of warm-up, for
/// both.
/// </remarks>
internal static class PricingPeers
{
    private static readonly string s_cases = Repository.File("tests/LlmCost.AI.Tool.Tests/Cases/");
    private const int Rounds = 200;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    public static int Run()
    {
        var requests = Load();
        var list = new PriceResolver([PriceList.Catalog], PriceSettings.None);
        var (ours, bytes) = Measure(requests, request => list.Find(request.Provider, request.Model, null)?.Prices.At(request.Timestamp));
        var catalog = PriceList.Catalog.Prices;
        var (firstSeen, _) = Measure(requests, request => catalog.Find(new PriceQuery(request.Provider, request.Model))?.Prices.At(request.Timestamp));
        using var json = JsonDocument.Parse(File.ReadAllBytes(s_cases + "genai-prices.data.json"));
        var theirList = GenAIPricesReader.Read("genai-prices", json.RootElement, followsFallbacks: true);
        var (inTheirList, _) = Measure(
            requests, request => theirList.Find(new PriceQuery(request.PeerProvider, request.Model))?.Prices.At(request.Timestamp));
        var theirs = MeasurePeer();

        Console.WriteLine(FormattableString.Invariant($"known names, our catalog:      {ours,6:F0} ns a case, {theirs / ours:F1} times faster; {bytes:F1} bytes a case"));
        Console.WriteLine(FormattableString.Invariant($"first-seen names, our catalog: {firstSeen,6:F0} ns a case, {theirs / firstSeen:F1} times faster"));
        Console.WriteLine(FormattableString.Invariant($"first-seen names, their list:  {inTheirList,6:F0} ns a case, {theirs / inTheirList:F1} times faster"));
        Console.WriteLine(FormattableString.Invariant($"@pydantic/genai-prices:        {theirs,6:F0} ns a case"));
        return 0;
    }

    private static (double Nanoseconds, double Bytes) Measure(Request[] requests, Func<Request, ModelPrice?> find)
    {
        var best = double.MaxValue;
        var bytes = double.MaxValue;
        for (var warming = Stopwatch.StartNew(); warming.Elapsed < s_warmUp;)
        {
            Round(requests, find);
        }

        for (var round = 0; round < Rounds; round++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            Round(requests, find);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / requests.Length);
            bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)requests.Length);
        }

        return (best, bytes);
    }

    private static decimal Round(Request[] requests, Func<Request, ModelPrice?> find)
    {
        decimal sum = 0;
        foreach (var request in requests)
        {
            sum += find(request)?.Calculate(request.Usage).Output ?? 0;
        }

        return sum;
    }

    private static double MeasurePeer()
    {
        var start = new ProcessStartInfo("node", [Repository.File("tests/LlmCost.AI.Benchmarks/Peers/genai-prices.mjs"), s_cases + "cases.json"]) { RedirectStandardOutput = true };
        using var node = Process.Start(start)!;
        using var json = JsonDocument.Parse(node.StandardOutput.ReadToEnd());
        node.WaitForExit();
        return json.RootElement.GetProperty("nanosecondsPerCase").GetDouble();
    }

    private static Request[] Load()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(s_cases + "cases.json"));
        return
        [
            .. from one in json.RootElement.GetProperty("cases").EnumerateArray()
               where one.GetProperty("catalog").GetString() is "genai-prices"
               where one.TryGetProperty("provider", out _) && one.GetProperty("expected_cost_usd").ValueKind is not JsonValueKind.Null
               let usage = one.GetProperty("usage")
               select new Request(
                   KnownProviders.Canonical(one.GetProperty("provider").GetString())!,
                   one.GetProperty("provider").GetString()!,
                   one.GetProperty("model").GetString()!,
                   one.GetProperty("timestamp").GetDateTimeOffset(),
                   new InclusiveUsage
                   {
                       InputTokens = Count(usage, "input_tokens"),
                       CacheReadTokens = Count(usage, "cache_read_tokens"),
                       CacheWriteTokens = Count(usage, "cache_write_tokens"),
                       OutputTokens = Count(usage, "output_tokens"),
                       OutputReasoningTokens = Count(usage, "output_reasoning_tokens"),
                   }.ToTokenUsage()),
        ];

        static long Count(JsonElement usage, string name) => usage.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
    }

    private sealed record Request(string Provider, string PeerProvider, string Model, DateTimeOffset Timestamp, TokenUsage Usage);
}
