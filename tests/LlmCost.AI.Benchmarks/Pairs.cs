using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>The times of a call and of a stream, taken in turn.</summary>
/// <remarks>
/// <c>dotnet run -c Release --project tests/LlmCost.AI.Benchmarks -- pairs</c>. BenchmarkDotNet measures one pipeline after the other, for half a minute each. A virtual
/// machine whose speed changes meanwhile, because others use the same processor, then makes a ratio of two speeds. Here each pipeline has four milliseconds in turn, in
/// hundreds of rounds, so that what is compared ran at the same speed. The bytes are those of BenchmarkDotNet.
/// </remarks>
internal static class Pairs
{
    private const int Rounds = 400;
    private const string Bare = "bare client";
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(4);
    private static readonly ChatMessage[] s_messages = [new(ChatRole.User, "What is it?")];

    private static readonly Dictionary<string, Action> s_comparisons = new()
    {
        ["call"] = Call,
        ["standard"] = CallWithStandardMetrics,
        ["stream"] = Stream,
        ["parts"] = PartsOfACall,
        ["callers"] = Callers,
    };

    /// <summary>Makes each comparison in a process of its own, since code is compiled for what it does first.</summary>
    public static int Run()
    {
        foreach (var comparison in s_comparisons.Keys)
        {
            using var process = Process.Start("dotnet", [typeof(Pairs).Assembly.Location, "pairs", comparison]);
            process.WaitForExit();
            if (process.ExitCode is not 0)
            {
                return process.ExitCode;
            }
        }

        return 0;
    }

    /// <summary>Makes one comparison.</summary>
    public static int Run(string comparison)
    {
        s_comparisons[comparison]();
        return 0;
    }

    private static void Call()
    {
        using var calls = new CallBenchmark();
        calls.SetUp();
        Compare("a call", 1, [
            ("limit", calls.Limit),
            (Bare, () => calls.Bare().GetAwaiter().GetResult()),
            ("UseOpenTelemetry()", () => calls.UseOpenTelemetry().GetAwaiter().GetResult()),
            ("UseCostMetering()", () => calls.UseCostMetering().GetAwaiter().GetResult()),
            ("both", () => calls.Both().GetAwaiter().GetResult()),
        ]);
    }

    private static void CallWithStandardMetrics()
    {
        using var calls = new CallBenchmark();
        calls.SetUp();
        Compare("a call with standard metrics", 1, [
            ("limit", calls.LimitWithStandardMetrics),
            (Bare, () => calls.Bare().GetAwaiter().GetResult()),
            ("UseCostMetering()", () => calls.UseCostMeteringWithStandardMetrics().GetAwaiter().GetResult()),
        ]);
    }

    private static void Stream()
    {
        const int Few = 200, Many = 2_000;
        var few = Measure(Few);
        var many = Measure(Many);
        Console.WriteLine("each further update");
        for (var i = 0; i < many.Length; i++)
        {
            var (further, furtherOfBare) = (Further(i), Further(0));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {many[i].Name,-36}{further,10:F1} ns{further - furtherOfBare,10:F1} ns beyond the first"));
        }

        double Further(int i) => ((many[i].Time * Many) - (few[i].Time * Few)) / (Many - Few);

        static (string Name, double Time)[] Measure(int updates)
        {
            using var clients = new Clients(updates);
            clients.Listen();
            return Compare($"an update of a stream of {updates}, the call included", updates, [
                (Bare, () => Reader<byte>.Read(clients.Bare)),
                ("a stage that looks at nothing", () => Reader<short>.Read(clients.PlainStage)),
                ("UseOpenTelemetry()", () => Reader<int>.Read(clients.OpenTelemetry)),
                ("UseCostMetering()", () => Reader<long>.Read(clients.CostMetering)),
            ]);
        }
    }

    private static void PartsOfACall()
    {
        using var unheard = new Clients();
        var pricing = new PricingBenchmark();
        var clock = TimeProvider.System;
        Compare("what a call is made of, beside its points", 1, [
            ("UseCostMetering(), unheard", () => unheard.CostMetering.GetResponseAsync(s_messages).GetAwaiter().GetResult()),
            ("the clock, read for when it began", () => GC.KeepAlive(clock.GetUtcNow().Ticks is 0 ? s_messages : null)),
            ("its price", () => pricing.KnownModel()),
        ]);
    }

    /// <summary>
    /// In how many times as many calls do two callers get as one? Where they add to the same points, each addition takes the cache line from the other; where each has points of its
    /// own, they share nothing but what is read.
    /// </summary>
    private static void Callers()
    {
        const int Calls = 400;
        string[] features = ["chat", "search"];
        using var clients = new Clients();
        clients.Listen();
        using var other = clients.Bare.AsBuilder().UseCostMetering(clients.Meter).Build();
        IChatClient[] metered = [clients.CostMetering, other];
        CapturedRecords[] limits = [CaptureOf(0), CaptureOf(1)];
        (string Name, double Times)[] gained =
        [
            Gain("arithmetic, which shares nothing", (_, calls) => Add(calls)),
            Gain("limit, the same points", (_, calls) => Replay(limits[0], calls)),
            Gain("limit, points of their own", (caller, calls) => Replay(limits[caller], calls)),
            Gain("UseOpenTelemetry(), the same points", (_, calls) => Call(clients.OpenTelemetry, calls)),
            Gain("UseCostMetering(), the same points", (_, calls) => CallFor(0, clients.CostMetering, calls)),
            Gain("UseCostMetering(), one client, points of their own", (caller, calls) => CallFor(caller, clients.CostMetering, calls)),
            Gain("UseCostMetering(), all of their own", (caller, calls) => CallFor(caller, metered[caller], calls)),
        ];

        Console.WriteLine("calls of two callers, as many times those of one");
        foreach (var (name, times) in gained)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-52}{times,8:F2}"));
        }

        CapturedRecords CaptureOf(int caller)
        {
            CallFor(caller, metered[caller], 1);
            clients.Release();
            return CapturedRecords.Of(() => CallFor(caller, metered[caller], 1));
        }

        void CallFor(int caller, IChatClient client, int calls)
        {
            using (CostScope.Begin(features[caller]))
            {
                Call(client, calls);
            }
        }

        static void Call(IChatClient client, int calls)
        {
            for (var i = 0; i < calls; i++)
            {
                client.GetResponseAsync(s_messages).GetAwaiter().GetResult();
            }
        }

        static void Replay(CapturedRecords records, int calls)
        {
            for (var i = 0; i < calls; i++)
            {
                records.Replay();
            }
        }

        static void Add(int calls)
        {
            var sum = 0m;
            for (var i = 0; i < calls * 50; i++)
            {
                sum += 0.000_001m;
            }

            GC.KeepAlive(sum < 0 ? s_messages : null);
        }

        static (string Name, double Times) Gain(string name, Action<int, int> work)
        {
            using var two = new TwoCallers(() => work(0, Calls / 2), () => work(1, Calls / 2));
            var times = Compare(name, Calls, [("1 caller", () => work(0, Calls)), ("2 callers", two.Run)]);
            return (name, times[0].Time / times[1].Time);
        }
    }

    /// <summary>
    /// Prints the time of each in the fastest tenth of the rounds, and in how many times that of the first it was done in the middle one of all; for calls also how many times that
    /// is without the bare client.
    /// </summary>
    private static (string Name, double Time)[] Compare(string what, int parts, (string Name, Action Act)[] peers)
    {
        var repetitions = Array.ConvertAll(peers, peer => WarmUp(peer.Act));
        var times = Array.ConvertAll(peers, _ => new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < peers.Length; i++)
            {
                times[i][round] = Repeat(peers[i].Act, repetitions[i]).TotalNanoseconds / repetitions[i] / parts;
            }
        }

        var bare = Array.FindIndex(peers, peer => peer.Name is Bare);
        Console.WriteLine(what);
        for (var i = 0; i < peers.Length; i++)
        {
            var beyond = times[i].Zip(times[0], (time, first) => time - first);
            var ratios = times[i].Zip(times[0], (time, first) => time / first);
            var added = bare > 0 ? times[i].Zip(times[bare], (time, bareTime) => time - bareTime).Zip(times[0], (time, first) => time / first) : null;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {peers[i].Name,-36}{Quantile(times[i], 0.1),10:F1} ns{Quantile(beyond, 0.5),10:F1} ns beyond the first{Quantile(ratios, 0.5),8:F2} times")
                + (added is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Quantile(added, 0.5),8:F2} added")));
        }

        return [.. peers.Select((peer, i) => (peer.Name, Quantile(times[i], 0.1)))];
    }

    private static int WarmUp(Action act)
    {
        for (var warming = Stopwatch.StartNew(); warming.Elapsed < s_warmUp;)
        {
            act();
        }

        var repetitions = 0;
        for (var turn = Stopwatch.StartNew(); turn.Elapsed < s_turn; repetitions++)
        {
            act();
        }

        return repetitions;
    }

    private static TimeSpan Repeat(Action act, int times)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            act();
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static double Quantile(IEnumerable<double> values, double part) => values.Order().ElementAt((int)(Rounds * part));

    /// <summary>Code of its own for each pipeline, as an app has that reads streams of one alone.</summary>
    private static class Reader<T>
        where T : struct
    {
        public static void Read(IChatClient client) => ReadAsync(client).GetAwaiter().GetResult();

        private static async Task<int> ReadAsync(IChatClient client)
        {
            var count = 0;
            await foreach (var _ in client.GetStreamingResponseAsync(s_messages))
            {
                count++;
            }

            return count;
        }
    }
}
