using System.Diagnostics;
using System.Text.Json;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.Benchmarks;

/// <summary>Compares matching and pricing with the library of genai-prices, on the same cases in the same run.</summary>
/// <remarks>
/// <para>
/// <c>dotnet run -c Release --project tests/LlmCost.AI.Benchmarks -- peers</c>, after <c>npm install</c> in <c>Peers</c>
/// </para>
/// <para>
/// The comparison does not use BenchmarkDotNet, because the peer runs in Node.js. For both libraries, the result is the best of
/// 200 rounds over all cases, after two seconds of warm-up.
/// </para>
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
        var (ours, bytes) = Measure(
            requests, request => list.Find(request.Provider, request.Model, null)?.Prices.At(request.Timestamp));
        var catalog = PriceList.Catalog.Prices;
        var (firstSeen, _) = Measure(
            requests, request => catalog.Find(new PriceQuery(request.Provider, request.Model))?.Prices.At(request.Timestamp));
        using var json = JsonDocument.Parse(File.ReadAllBytes(s_cases + "genai-prices.data.json"));
        var theirList = GenAIPricesReader.Read("genai-prices", json.RootElement, followsFallbacks: true);
        var (inTheirList, _) = Measure(
            requests,
            request => theirList.Find(new PriceQuery(request.PeerProvider, request.Model))?.Prices.At(request.Timestamp));
        var theirs = MeasurePeer();

        Print("known names, our catalog:", ours, FormattableString.Invariant($"; {bytes:F1} bytes per case"));
        Print("first-seen names, our catalog:", firstSeen);
        Print("first-seen names, their list:", inTheirList);
        Console.WriteLine(FormattableString.Invariant($"{"@pydantic/genai-prices:",-30} {theirs,6:F0} ns per case"));
        return 0;

        void Print(string name, double time, string bytesText = "") => Console.WriteLine(FormattableString.Invariant(
            $"{name,-30} {time,6:F0} ns per case, {theirs / time:F1} times faster{bytesText}"));
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
        var script = Repository.File("tests/LlmCost.AI.Benchmarks/Peers/genai-prices.mjs");
        var start = new ProcessStartInfo("node", [script, s_cases + "cases.json"]) { RedirectStandardOutput = true };
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
               where one.TryGetProperty("provider", out _)
               where one.GetProperty("expected_cost_usd").ValueKind is not JsonValueKind.Null
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
                   }.ToTokenUsage(out _)),
        ];

        static long Count(JsonElement usage, string name) => usage.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
    }

    private sealed record Request(string Provider, string PeerProvider, string Model, DateTimeOffset Timestamp, TokenUsage Usage);
}
