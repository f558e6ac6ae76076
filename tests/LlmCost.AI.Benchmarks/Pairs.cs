using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>Compares pipelines in alternating turns of half a millisecond.</summary>
/// <remarks>
/// <para><c>dotnet run -c Release --project tests/LlmCost.AI.Benchmarks -- pairs</c></para>
/// <para>
/// BenchmarkDotNet measures one pipeline after the other, for half a minute each. The speed of a virtual machine changes with the
/// load of its host, which distorts the ratio of the measured times. Here, the pipelines alternate for thousands of rounds, so
/// that they run at the same speed on average. For allocated bytes, see the results of BenchmarkDotNet.
/// </para>
/// </remarks>
internal static class Pairs
{
    private const int Rounds = 3_200;
    private const string Bare = "bare client";
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(0.5);
    private static readonly ChatMessage[] s_messages = [new(ChatRole.User, "What is it?")];

    private static readonly Dictionary<string, Action> s_comparisons = new()
    {
        ["call"] = Call,
        ["standard"] = CallWithStandardMetrics,
        ["stream"] = Stream,
        ["parts"] = PartsOfACall,
        ["callers"] = Callers,
        ["handler"] = HandlerPairs.Run,
        ["budgets"] = Budgets,
        ["gate"] = Gate,
        ["inactive"] = InactiveGate,
        ["contention"] = BudgetContention.Run,
        ["reader"] = CallWithReader,
        ["dashboard"] = DashboardPairs.Run,
    };

    /// <summary>
    /// Runs each comparison in a separate process, because the JIT compiler optimizes code for the way in which it is first used.
    /// </summary>
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

    /// <summary>Runs one comparison.</summary>
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
                CultureInfo.InvariantCulture,
                $"  {many[i].Name,-36}{further,10:F1} ns{further - furtherOfBare,10:F1} ns more than the first"));
        }

        double Further(int i) => ((many[i].Time * Many) - (few[i].Time * Few)) / (Many - Few);

        static (string Name, double Time)[] Measure(int updates)
        {
            using var clients = new Clients(updates);
            clients.Listen();
            return Compare($"an update of a stream of {updates}, including the call", updates, [
                (Bare, () => Reader<byte>.Read(clients.Bare)),
                ("a stage that only forwards", () => Reader<short>.Read(clients.PlainStage)),
                ("UseOpenTelemetry()", () => Reader<int>.Read(clients.OpenTelemetry)),
                ("UseCostMetering()", () => Reader<long>.Read(clients.CostMetering)),
            ]);
        }
    }

    private static void Gate()
    {
        using (var clients = new BudgetedClients())
        {
            (string Name, IChatClient Client)[] peers =
            [
                ("no budgets", clients.Create()),
                ("none matches", clients.Create(budgets => budgets.Add("a", b => b.Usd(1_000).Match("provider", "anthropic")))),
                ("requests", clients.Create(budgets => budgets.Add("a", b => b.Requests(1_000_000_000_000)))),
                ("USD, strict", clients.Create(budgets => budgets.Add("a", b => b.Usd(9_000_000).Strict()))),
                ("three of USD", clients.Create(budgets => budgets
                    .Add("a", b => b.Usd(9_000_000)).Add("b", b => b.Usd(9_000_000)).Add("c", b => b.Usd(9_000_000)))),
            ];
            Compare("a metered call with budgets", 1, [.. peers.Select(peer => (
                peer.Name, (Action)(() => BudgetedClients.Call(peer.Client))))]);
            foreach (var (name, client) in peers)
            {
                const int Calls = 10_000;
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var call = 0; call < Calls; call++)
                {
                    BudgetedClients.Call(client);
                }

                var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Calls;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-36}{bytes,10:F0} bytes"));
            }
        }

        const int Updates = 2_000;
        using var streams = new BudgetedClients(Updates);
        var (unlimited, limited) = (streams.Create(), streams.Create(budgets => budgets.Add("a", b => b.Usd(9_000_000))));
        Compare($"an update of a stream of {Updates}", Updates, [
            ("no budgets", () => Reader<byte>.Read(unlimited)),
            ("USD", () => Reader<long>.Read(limited)),
        ]);
    }

    /// <summary>Measures the check for budgets in an app without budgets, where each call makes this check three times.</summary>
    private static void InactiveGate()
    {
        const int Checks = 1_000;
        using var meter = new CostMeter(new CostMeteringOptions());
        var budgets = meter.Context.Budgets;
        Compare("a check for budgets", Checks, [
            ("no check", () => Count(new Step(budgets))),
            ("IsActive", () => Count(new StepWithCheck(budgets))),
            ("no check again", () => Count(new Step(budgets))),
        ]);

        // Count is generic, so that each step is compiled and inlined separately. If the steps were delegates, the compiler
        // would inline only one of them.
        static void Count<T>(T step)
            where T : struct, IStep
        {
            var count = 0;
            for (var i = 0; i < Checks; i++)
            {
                count = step.Add(count);
            }

            GC.KeepAlive(count < 0 ? s_messages : null);
        }
    }

    private static void CallWithReader()
    {
        using var calls = new ReaderCalls();
        CompareWork("a call of OpenAI's client", [
            (Bare, () => ReaderCalls.Call(calls.Bare)),
            ("UseCostMetering()", () => ReaderCalls.Call(calls.Metered)),
            ("UseCostMetering(), AddOpenAIUsage()", () => ReaderCalls.Call(calls.WithReader)),
            ("bare client again", () => ReaderCalls.Call(calls.Bare)),
        ]);
    }

    private static void Budgets()
    {
        (string Name, BudgetCalls Calls)[] peers =
        [
            ("1 counter", new(count: 1)),
            ("1 counter of a rolling window", new(count: 1, isRolling: true)),
            ("3 counters", new(count: 3)),
        ];
        Compare("reserve and settle in memory", 1, [.. peers.Select(peer => (peer.Name, (Action)peer.Calls.Call))]);
        foreach (var (name, calls) in peers)
        {
            const int Calls = 10_000;
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var call = 0; call < Calls; call++)
            {
                calls.Call();
            }

            var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Calls;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-36}{bytes,10:F1} B"));
        }
    }

    private static void PartsOfACall()
    {
        using var clients = new Clients();
        var pricing = new PricingBenchmark();
        var clock = TimeProvider.System;
        Compare("parts of a call without its points", 1, [
            ("UseCostMetering(), no listener", () => clients.CostMetering.GetResponseAsync(s_messages).GetAwaiter().GetResult()),
            ("reading the clock at the start", () => GC.KeepAlive(clock.GetUtcNow().Ticks is 0 ? s_messages : null)),
            ("pricing", () => pricing.KnownModel()),
        ]);
    }

    /// <summary>Measures the throughput of two callers relative to that of one.</summary>
    /// <remarks>
    /// Callers that add to the same metric series invalidate each other's cache lines with each addition. Callers with separate
    /// series share only data that they do not change.
    /// </remarks>
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
            Gain("arithmetic without shared data", (_, calls) => Add(calls)),
            Gain("limit, same points", (_, calls) => Replay(limits[0], calls)),
            Gain("limit, separate points", (caller, calls) => Replay(limits[caller], calls)),
            Gain("UseOpenTelemetry(), same points", (_, calls) => Call(clients.OpenTelemetry, calls)),
            Gain("UseCostMetering(), same points", (_, calls) => CallFor(0, clients.CostMetering, calls)),
            Gain(
                "UseCostMetering(), same client, separate points",
                (caller, calls) => CallFor(caller, clients.CostMetering, calls)),
            Gain(
                "UseCostMetering(), separate clients and points",
                (caller, calls) => CallFor(caller, metered[caller], calls)),
        ];

        Console.WriteLine("throughput of two callers, relative to one");
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
    /// Prints the 10th percentile of the times of each peer, the median difference from the first peer, and the median ratio to
    /// the first peer. For calls, also prints the median ratio after the time of the bare client is subtracted.
    /// </summary>
    public static (string Name, double Time)[] Compare(string what, int parts, (string Name, Action Act)[] peers)
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
            var more = times[i].Zip(times[0], (time, first) => time - first);
            var ratios = times[i].Zip(times[0], (time, first) => time / first);
            var added = bare > 0
                ? times[i].Zip(times[bare], (time, bareTime) => time - bareTime).Zip(times[0], (time, first) => time / first)
                : null;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {peers[i].Name,-36}{Quantile(times[i], 0.1),10:F1} ns" +
                $"{Quantile(more, 0.5),10:F1} ns more than the first{Quantile(ratios, 0.5),8:F2} times")
                + (added is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Quantile(added, 0.5),8:F2} added")));
        }

        return [.. peers.Select((peer, i) => (peer.Name, Quantile(times[i], 0.1)))];
    }

    /// <summary>
    /// Prints the 10th percentiles of the elapsed time and the processor time of each peer, their ratios to those of the first
    /// peer, and the allocated bytes. Processor time and bytes are those of the whole process, including the server if the
    /// process has one.
    /// </summary>
    /// <remarks>
    /// The order of the peers alternates, because a peer takes longer if it runs after a different peer. Low percentiles are
    /// used, because a network request takes several times longer while another process uses the processor.
    /// </remarks>
    internal static void CompareWork(string what, (string Name, Action Act)[] peers)
    {
        const int Turns = 1_600;
        var repetitions = Array.ConvertAll(peers, peer => WarmUp(peer.Act));
        var work = Array.ConvertAll(peers, _ => new (double Time, double Processor, double Bytes)[Turns]);
        for (var turn = 0; turn < Turns; turn++)
        {
            for (var place = 0; place < peers.Length; place++)
            {
                var i = (turn + place) % peers.Length;
                var (processor, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
                var time = Repeat(peers[i].Act, repetitions[i]);
                work[i][turn] = (
                    time.TotalMicroseconds / repetitions[i],
                    (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / repetitions[i],
                    (double)(GC.GetTotalAllocatedBytes() - bytes) / repetitions[i]);
            }
        }

        Console.WriteLine(what);
        var (firstTime, firstProcessor) = Deciles(work[0]);
        for (var i = 0; i < peers.Length; i++)
        {
            var (time, processor) = Deciles(work[i]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {peers[i].Name,-36}{time,10:F1} us{time / firstTime,8:F3} times" +
                $"{processor,10:F1} us of processors{processor / firstProcessor,8:F3} times" +
                $"{work[i].Average(one => one.Bytes),10:N0} bytes"));
        }

        static (double Time, double Processor) Deciles((double Time, double Processor, double Bytes)[] work) => (
            work.Select(one => one.Time).Order().ElementAt(Turns / 10),
            work.Select(one => one.Processor).Order().ElementAt(Turns / 10));
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

    /// <summary>
    /// Reads streams with code that is compiled separately for each pipeline, as in an app with only one pipeline.
    /// </summary>
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

    private interface IStep
    {
        int Add(int count);
    }

    private readonly struct Step(CostBudgets budgets) : IStep
    {
        public int Add(int count) => count + (budgets is null ? 2 : 1);
    }

    private readonly struct StepWithCheck(CostBudgets budgets) : IStep
    {
        public int Add(int count) => count + (budgets.IsActive ? 2 : 1);
    }
}
