using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Perfolizer.Horology;
using LlmCost.AI.Benchmarks;

switch (args)
{
    case ["pairs"]:
        return Pairs.Run();
    case ["pairs", var comparison]:
        return Pairs.Run(comparison);
    case ["peers"]:
        return PricingPeers.Run();
    case ["start"]:
        return StartUp.Run();
    case ["start-once"]:
        return await StartUp.OnceAsync();
    default:
        // Shortens the iterations of every job, so that all benchmarks finish within minutes. Each iteration still makes
        // thousands of calls.
        var brief = Job.Default.WithIterationTime(TimeInterval.FromMilliseconds(300)).AsMutator();
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.AddJob(brief));
        return 0;
}
