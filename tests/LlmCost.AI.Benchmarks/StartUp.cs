using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace LlmCost.AI.Benchmarks;

/// <summary>
/// Measures the time and memory that an app needs once, when it starts. Each figure is the median of several new processes.
/// </summary>
/// <remarks><c>dotnet run -c Release --project tests/LlmCost.AI.Benchmarks -- start</c></remarks>
internal static class StartUp
{
    private const int Processes = 11;

    /// <summary>Starts the processes and prints the medians.</summary>
    public static int Run()
    {
        var runs = Enumerable.Range(0, Processes).Select(_ => RunOnce()).ToArray();
        Print("catalog, first use", "ms", run => run[0]);
        Print("catalog, retained memory", "KiB", run => run[1]);
        Print("first call, bare", "ms", run => run[2]);
        Print("first call, UseOpenTelemetry()", "ms", run => run[3]);
        Print("first call, UseCostMetering()", "ms", run => run[4]);
        Print("second call, UseCostMetering()", "ms", run => run[5]);
        return 0;

        void Print(string name, string unit, Func<double[], double> figure)
        {
            var sorted = runs.Select(figure).Order().ToArray();
            Console.WriteLine(FormattableString.Invariant(
                $"{name,-32} {sorted[sorted.Length / 2],8:F2} {unit} ({sorted[0]:F2} to {sorted[^1]:F2})"));
        }
    }

    /// <summary>Measures this process.</summary>
    public static async Task<int> OnceAsync()
    {
        ChatMessage[] messages = [new(ChatRole.User, "What is it?")];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var catalog = Time(() => PriceCatalog.Default.TryGetPrice("openai", "gpt-5.1", DateTimeOffset.UtcNow, out _));
        var kept = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024d;

        using var clients = new Clients();
        clients.Listen();
        double[] figures =
        [
            catalog,
            kept,
            await TimeAsync(clients.Bare),
            await TimeAsync(clients.OpenTelemetry),
            await TimeAsync(clients.CostMetering),
            await TimeAsync(clients.CostMetering),
        ];
        Console.WriteLine(string.Join(' ', figures.Select(figure => figure.ToString("R", CultureInfo.InvariantCulture))));
        return 0;

        async Task<double> TimeAsync(IChatClient client)
        {
            var start = Stopwatch.GetTimestamp();
            await client.GetResponseAsync(messages);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }

    private static double Time(Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double[] RunOnce()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(StartUp).Assembly.Location, "start-once"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode is 0
            ? [.. output.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"A measured process exited with code {process.ExitCode}.");
    }
}
