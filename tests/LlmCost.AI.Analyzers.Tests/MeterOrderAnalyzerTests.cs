using LlmCost.AI.Analyzers.CodeFixes;

namespace LlmCost.AI.Analyzers.Tests;

/// <summary>Tests LLMCOST101, which reports a meter outside a cache or function invocation.</summary>
public sealed class MeterOrderAnalyzerTests
{
    [Theory]
    [InlineData(".UseDistributedCache(cache).UseFunctionInvocation().UseCostMetering()")]
    [InlineData(".UseCostMetering()")]
    [InlineData(".UseCostMetering().UseLogging()")]
    [InlineData(".UseBudgetRouting().UseFunctionInvocation().UseCostMetering().Use(inner => inner)")]
    [InlineData(".UseCostMetering().UseFunctionInvocation().UseCostMetering()")]
    public Task RightOrder_IsNotReported(string chain) => Verifier.AnalyzeAsync<MeterOrderAnalyzer>(Method(chain));

    [Theory]
    [InlineData(".[|UseCostMetering|]().UseDistributedCache(cache)")]
    [InlineData(".[|UseCostMetering|]().UseFunctionInvocation()")]
    [InlineData(".[|UseCostMetering|](configure: one => one.ProviderName = \"openai\").UseLogging().UseFunctionInvocation()")]
    public Task MeterOutside_IsReported(string chain) => Verifier.AnalyzeAsync<MeterOrderAnalyzer>(Method(chain));

    [Fact]
    public Task MeterOfARegisteredClient_IsReported() => Verifier.AnalyzeAsync<MeterOrderAnalyzer>("""
        static class App
        {
            public static void Add(IServiceCollection services, IChatClient provider) =>
                services.AddChatClient(provider).[|UseCostMetering|]().UseFunctionInvocation();
        }
        """);

    [Fact]
    public Task MeterOfEmbeddingsOutsideACache_IsReported() => Verifier.AnalyzeAsync<MeterOrderAnalyzer>("""
        static class App
        {
            public static object Create(IEmbeddingGenerator<string, Embedding<float>> provider, IDistributedCache cache) =>
                provider.AsBuilder().[|UseCostMetering|]().UseDistributedCache(cache).Build();
        }
        """);

    [Fact]
    public Task ExtensionCalledAsAStaticMethod_IsReported() => Verifier.AnalyzeAsync<MeterOrderAnalyzer>("""
        static class App
        {
            public static object Create(IChatClient provider) =>
                CostMeteringChatClientBuilderExtensions.[|UseCostMetering|](provider.AsBuilder()).UseFunctionInvocation().Build();
        }
        """);

    [Fact]
    public Task OtherMethodWithTheSameName_IsNotReported() => Verifier.AnalyzeAsync<MeterOrderAnalyzer>("""
        static class Others
        {
            public static ChatClientBuilder UseCostMetering(this ChatClientBuilder builder, int number) => builder;

            public static object Create(IChatClient provider) =>
                provider.AsBuilder().UseCostMetering(1).UseFunctionInvocation().Build();
        }
        """);

    [Fact]
    public Task Fix_MovesTheMeterToTheEnd_WithItsLineAndArguments() =>
        Verifier.FixAsync<MeterOrderAnalyzer, MeterOrderCodeFixProvider>(
            """
            static class App
            {
                public static IChatClient Create(IChatClient provider, IDistributedCache cache) => provider.AsBuilder()
                    .[|UseCostMetering|](configure: client => client.ProviderName = "openai") // the meter
                    .UseDistributedCache(cache) // the cache
                    .UseFunctionInvocation()
                    .UseLogging()
                    .Build();
            }
            """,
            """
            static class App
            {
                public static IChatClient Create(IChatClient provider, IDistributedCache cache) => provider.AsBuilder()
                    .UseDistributedCache(cache) // the cache
                    .UseFunctionInvocation()
                    .UseLogging()
                    .UseCostMetering(configure: client => client.ProviderName = "openai") // the meter
                    .Build();
            }
            """);

    [Fact]
    public Task Fix_OfAChainWithoutBuild_KeepsTheLineBreaks() =>
        Verifier.FixAsync<MeterOrderAnalyzer, MeterOrderCodeFixProvider>(
            """
            static class App
            {
                public static void Add(IServiceCollection services, IChatClient provider)
                {
                    services.AddChatClient(provider)
                        .[|UseCostMetering|]()
                        .UseFunctionInvocation();
                }
            }
            """,
            """
            static class App
            {
                public static void Add(IServiceCollection services, IChatClient provider)
                {
                    services.AddChatClient(provider)
                        .UseFunctionInvocation()
                        .UseCostMetering();
                }
            }
            """);

    [Fact]
    public Task Fix_OfAChainOnOneLine_MovesTheMeter() =>
        Verifier.FixAsync<MeterOrderAnalyzer, MeterOrderCodeFixProvider>(
            Method(".[|UseCostMetering|]().UseFunctionInvocation()"), Method(".UseFunctionInvocation().UseCostMetering()"));

    private static string Method(string chain) => $$"""
        static class App
        {
            public static IChatClient Create(IChatClient provider, IDistributedCache cache) =>
                provider.AsBuilder(){{chain}}.Build();
        }
        """;
}
