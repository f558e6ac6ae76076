using System.Diagnostics;
using System.Globalization;
using LlmCost.AI.Fuzz.Mutation;

namespace LlmCost.AI.Fuzz.LongRun;

/// <summary>Runs one target for a given time, continuing from inputs that took new branches.</summary>
internal static class GuidedRun
{
    private const string Running = "running";

    private static readonly TimeSpan s_report = TimeSpan.FromSeconds(30);

    /// <summary>Runs the target and saves the inputs that reveal faults.</summary>
    /// <param name="name">The target.</param>
    /// <param name="minutes">The duration in minutes.</param>
    /// <param name="folder">
    /// The folder for inputs that reveal a fault. The current input is saved there as <c>running</c>, so that it is not lost if
    /// it crashes the process.
    /// </param>
    /// <returns>The exit code, which is 0 if no fault was found.</returns>
    public static async Task<int> RunAsync(string name, double minutes, string folder)
    {
        Coverage.Start();
        Directory.CreateDirectory(folder);
        var target = FuzzTargets.Find(name);
        var random = new Random();
        var mutator = new Mutator(random);
        List<byte[]> queue = [];
        HashSet<string> faults = [];
        var watch = Stopwatch.StartNew();
        var (runs, reported) = (0L, TimeSpan.Zero);
        foreach (var file in Corpus.Files(target))
        {
            queue.Add(await File.ReadAllBytesAsync(file));
            await TryAsync(queue[^1]);
        }

        while (watch.Elapsed < TimeSpan.FromMinutes(minutes))
        {
            // The latest inputs are the least explored, so they are preferred.
            var from = random.Next(2) is 0
                ? queue[random.Next(queue.Count)]
                : queue[^(1 + random.Next(Math.Min(queue.Count, 20)))];
            var input = mutator.Mutate(from, queue[random.Next(queue.Count)]);
            if (await TryAsync(input))
            {
                queue.Add(input);
            }

            if (watch.Elapsed - reported > s_report)
            {
                reported = watch.Elapsed;
                Report();
            }
        }

        File.Delete(Path.Combine(folder, Running));
        Report();
        return faults.Count is 0 ? 0 : 1;

        async Task<bool> TryAsync(byte[] input)
        {
            runs++;
            await File.WriteAllBytesAsync(Path.Combine(folder, Running), input);
            Coverage.Reset();
            try
            {
                await FuzzCase.RunAsync(target, input);
            }
            catch (TimeoutException)
            {
                // The target is still processing the input and would distort the coverage of all later inputs.
                Console.WriteLine($"{Corpus.Keep(folder, input)} does not end.");
                Environment.Exit(1);
            }
            catch (Exception e)
            {
                // A run finds the same fault repeatedly, so only the first input per location of an exception is saved.
                if (faults.Add(Place(e)))
                {
                    Console.WriteLine($"{Corpus.Keep(folder, input)}: {e}");
                }

                return false;
            }

            return Coverage.IsNew();
        }

        void Report() => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {runs} inputs in {watch.Elapsed.TotalSeconds:F0} s, {Coverage.Count} branches, "
                + $"{queue.Count} inputs kept, {faults.Count} faults"));
    }

    private static string Place(Exception e) =>
        $"{e.GetType()} "
            + $"{(e.StackTrace ?? "").Split('\n').FirstOrDefault(line => line.Contains("LlmCost", StringComparison.Ordinal))}";
}
