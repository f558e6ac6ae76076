using BenchmarkDotNet.Running;
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
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
