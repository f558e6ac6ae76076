using System.Globalization;
using System.IO.Compression;

namespace LlmCost.AI.Benchmarks;

/// <summary>Compares an HTTP client with the handler to the same client without the handler.</summary>
internal static class HandlerPairs
{
    private const int Open = 500;

    private static readonly (string Name, IReadOnlyList<byte[]> Body)[] s_bodies =
    [
        ("chat completions", StreamBodies.ChatCompletions),
        ("chat completions with padding", StreamBodies.Obfuscated),
        ("Responses", StreamBodies.Responses),
        ("Anthropic's messages", StreamBodies.Messages),
    ];

    public static void Run()
    {
        foreach (var (name, body) in s_bodies)
        {
            Compare($"a streamed body of {body.Sum(part => part.Length) / 1_024} KB over HTTPS: {name}", body, isEncrypted: true);
            Compare("the same over HTTP", body, isEncrypted: false);
            using var clients = new HandlerBenchmark(body, isEncrypted: false);
            Pairs.CompareWork("the same without a network", [
                ("bare HttpClient", () => clients.BareWithoutNetwork().GetAwaiter().GetResult()),
                ("CostMeteringHandler", () => clients.HandlerWithoutNetwork().GetAwaiter().GetResult()),
                ("its reader alone", clients.Sieve),
            ]);
        }

        Console.WriteLine($"memory per response after half of its body, with {Open} open");
        foreach (var (name, body) in s_bodies)
        {
            PrintHeld(name, [.. body.SelectMany(part => part)], encoding: null);
            PrintHeld($"{name}, gzip", Compress(body), "gzip");
        }
    }

    private static void Compare(string what, IReadOnlyList<byte[]> body, bool isEncrypted)
    {
        using var clients = new HandlerBenchmark(body, isEncrypted);
        Pairs.CompareWork(what, [
            ("bare HttpClient", () => clients.Bare().GetAwaiter().GetResult()),
            ("CostMeteringHandler", () => clients.CostMeteringHandler().GetAwaiter().GetResult()),
            ("bare HttpClient again", () => clients.Bare().GetAwaiter().GetResult()),
        ]);
    }

    private static void PrintHeld(string name, byte[] body, string? encoding)
    {
        using var meter = new CostMeter(new CostMeteringOptions { SemanticConventions = GenAIMetricConventions.None });
        using var bare = new HttpClient(new ReadyTransport([body], encoding));
        using var metered = new HttpClient(
            new CostMeteringHandler(meter) { InnerHandler = new ReadyTransport([body], encoding) });
        var without = Held(bare, body.Length / 2);
        var with = Held(metered, body.Length / 2);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-36}{with.Managed - without.Managed,10:N0} bytes managed" +
            $"{with.Resident - without.Resident,10:N0} bytes resident"));
    }

    /// <summary>Returns the managed memory and the process memory that one open response uses.</summary>
    private static (long Managed, long Resident) Held(HttpClient http, int length)
    {
        // The first responses fill the buffer pools, so they are not measured.
        foreach (var response in OpenResponses(http, length))
        {
            response.Dispose();
        }

        var (managed, resident) = (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
        var open = OpenResponses(http, length);
        var held = (
            (GC.GetTotalMemory(forceFullCollection: true) - managed) / Open,
            (Environment.WorkingSet - resident) / Open);
        foreach (var response in open)
        {
            response.Dispose();
        }

        return held;
    }

    private static HttpResponseMessage[] OpenResponses(HttpClient http, int length)
    {
        var buffer = new byte[4_096];
        var open = new HttpResponseMessage[Open];
        for (var i = 0; i < Open; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "http://api.openai.com/v1/chat/completions");
            open[i] = http.Send(request, HttpCompletionOption.ResponseHeadersRead);
            var body = open[i].Content.ReadAsStream();
            for (var read = 0; read < length;)
            {
                read += body.Read(buffer, 0, Math.Min(buffer.Length, length - read));
            }
        }

        return open;
    }

    /// <summary>Compresses the events so that each event can be decompressed as soon as it arrives.</summary>
    private static byte[] Compress(IEnumerable<byte[]> parts)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var part in parts)
            {
                gzip.Write(part);
                gzip.Flush();
            }
        }

        return compressed.ToArray();
    }
}
