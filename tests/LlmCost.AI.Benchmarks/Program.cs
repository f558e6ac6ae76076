using BenchmarkDotNet.Running;
using LlmCost.AI.Benchmarks;

if (args is ["peers"])
{
    return PricingPeers.Run();
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
