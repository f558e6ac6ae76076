using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using OpenAI;

namespace LlmCost.AI.Tests;

/// <summary>A kernel for one test, with the records of its calls.</summary>
internal sealed class TestKernel : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    public TestKernel(Action<IKernelBuilder, HttpClient> configure)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<ICostObserver>(Observer);
        configure(builder, _http);
        Kernel = builder.Build();
    }

    public Kernel Kernel { get; }

    public RecordingObserver Observer { get; } = new();

    public IReadOnlyCollection<CostRecord> Records => Observer.Records;

    /// <summary>Gets the input counts of all records, in order.</summary>
    public IEnumerable<long> Inputs => Records.Select(record => record.Usage.TotalInput);

    /// <summary>Creates a kernel with Semantic Kernel's own OpenAI connector.</summary>
    public static TestKernel WithConnector(Provider provider, Action<IKernelBuilder>? configure = null) => new((builder, http) =>
    {
        builder.AddOpenAIChatCompletion("gpt-5.1", provider.Address, "none", httpClient: http);
        builder.Services.AddCostMetering(Provider.IsOpenAI).AddSemanticKernel();
        configure?.Invoke(builder);
    });

    /// <summary>Creates OpenAI's client for a provider on a loopback port.</summary>
    public static OpenAIClient OpenAI(Provider provider, HttpClient http) => new(
        new ApiKeyCredential("none"),
        new OpenAIClientOptions
        {
            Endpoint = provider.Address,
            RetryPolicy = new ClientRetryPolicy(0),
            Transport = new HttpClientPipelineTransport(http),
        });

    /// <summary>Returns settings that permit the model to call the kernel's functions.</summary>
    public static PromptExecutionSettings Auto => new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

    /// <summary>Invokes a prompt with all functions of the kernel, streamed or not.</summary>
    public async Task PromptAsync(bool streamed, PromptExecutionSettings? settings = null)
    {
        var arguments = new KernelArguments(settings ?? Auto);
        if (!streamed)
        {
            await Kernel.InvokePromptAsync("What is it?", arguments, cancellationToken: TestContext.Current.CancellationToken);
            return;
        }

        await foreach (var _ in Kernel.InvokePromptStreamingAsync(
            "What is it?", arguments, cancellationToken: TestContext.Current.CancellationToken))
        {
        }
    }

    /// <summary>Adds the plugin <c>p</c> with the function <c>get</c>, which the recorded function calls name.</summary>
    public TestKernel WithFunction(Delegate get)
    {
        Kernel.Plugins.AddFromFunctions("p", [KernelFunctionFactory.CreateFromMethod(get, "get")]);
        return this;
    }

    public void Dispose() => _http.Dispose();
}
