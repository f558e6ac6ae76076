using Microsoft.Extensions.AI;

namespace LlmCost.AI.Tests;

/// <summary>A provider's image generator with configurable responses.</summary>
internal sealed class TestImageGenerator : IImageGenerator
{
    public ImageGeneratorMetadata? Metadata { get; set; } = new("openai", new Uri("https://api.openai.com/v1"), "dall-e-3");

    /// <summary>Gets the options of the last call, as the provider received them.</summary>
    public ImageGenerationOptions? Options { get; private set; }

    public Func<CancellationToken, Task<ImageGenerationResponse>> OnGenerate { get; set; } = _ => Task.FromResult(Images(1));

    public static ImageGenerationResponse Images(int count, UsageDetails? usage = null) => new(
        [.. Enumerable.Range(0, count).Select(image => new UriContent($"https://images.example.com/{image}.png", "image/png"))])
    {
        Usage = usage,
    };

    public Task<ImageGenerationResponse> GenerateAsync(
        ImageGenerationRequest request, ImageGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Options = options;
        return OnGenerate(cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ImageGeneratorMetadata) ? Metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }
}
