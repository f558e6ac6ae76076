using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>A delegating image generator that meters the cost of every call.</summary>
/// <remarks>
/// <para>
/// Place this generator next to the provider's generator, last in an <see cref="ImageGeneratorBuilder"/>. If another meter is
/// closer to the provider, this meter passes calls on without metering them.
/// </para>
/// <para>
/// Models that are billed per token are priced by the tokens that the provider reports. Output tokens without a breakdown, for
/// example from the OpenAI client, count as image tokens. If the text output of a model is cheaper, the actual cost can be lower.
/// Calls of models that are billed per image or per pixel are priced by the number of returned images and the size in
/// <see cref="ImageGenerationOptions.ImageSize"/>, and are marked as <see cref="UsageSource.Requested"/>. For OpenAI models, the
/// model's default size and quality apply if the request does not specify them.
/// </para>
/// <para>
/// Microsoft.Extensions.AI has no option for image quality, and the options that
/// <see cref="ImageGenerationOptions.RawRepresentationFactory"/> creates are specific to the provider. The package
/// LlmCost.AI.OpenAI reads the options of OpenAI's client. With another client, also set <c>quality</c> and <c>size</c> (for
/// example <c>hd</c> and <c>1024x1024</c>) in <see cref="ImageGenerationOptions.AdditionalProperties"/>. Otherwise, images whose
/// price depends on the size or quality are unpriced, never free. Images in sizes without a price are also unpriced.
/// </para>
/// <para>
/// Unless a budget limits or refuses a call, metering never changes the call or causes it to fail. The generator is as
/// thread-safe as the inner generator.
/// </para>
/// </remarks>
[Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
public sealed class CostMeteringImageGenerator : DelegatingImageGenerator
{
    private readonly CostMeter _meter;
    private readonly MeteredClient _client;
    private readonly bool _isMeteredInside;

    /// <summary>Initializes a new instance of the <see cref="CostMeteringImageGenerator"/> class.</summary>
    /// <param name="innerGenerator">The generator of the provider.</param>
    /// <param name="meter">The meter that records the calls.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="innerGenerator"/> or <paramref name="meter"/> is <see langword="null"/>.
    /// </exception>
    public CostMeteringImageGenerator(IImageGenerator innerGenerator, CostMeter meter)
        : base(innerGenerator)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        meter.HasClients = true;
        _client = MeteredClient.Create(innerGenerator);
        _isMeteredInside = innerGenerator.GetService<CostMeteringImageGenerator>() is not null;
    }

    /// <inheritdoc cref="CostMeteringChatClient.ProviderName"/>
    public string? ProviderName
    {
        get => _client.ProviderNameOverride;
        set => _client.ProviderNameOverride = value;
    }

    /// <inheritdoc cref="CostMeteringChatClient.Account"/>
    public string? Account
    {
        get => _client.AccountOverride;
        set => _client.AccountOverride = value;
    }

    /// <inheritdoc/>
    public override Task<ImageGenerationResponse> GenerateAsync(
        ImageGenerationRequest request, ImageGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (_isMeteredInside)
        {
            return base.GenerateAsync(request, options, cancellationToken);
        }

        object? raw = null;
        var call = MeteredCall.Begin(_meter.Context, _client, options?.ModelId, isStreaming: false, cancellationToken);
        call.TakeTags(options, TaggedOptions.Images);
        return call.Needs(() => new CallNeed(0, InferredQuantities.Images(new ImageGenerationResponse(), options))).RunAsync(
            call => base.GenerateAsync(
                request, Watch(call.Forwarded<ImageGenerationOptions>(), created => raw = created), cancellationToken),
            (call, response) =>
            {
                call.Observe(response, response?.Usage, model: null, rawRepresentation: response?.RawRepresentation);
                call.Infer(() => InferredQuantities.Images(response!, options, call.ReadImageOptions(raw)));
            });
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);

    /// <summary>
    /// Returns a copy of the options with a factory that also passes the raw options it creates to <paramref name="see"/>.
    /// Returns the options themselves if they have no factory or if there is no reader.
    /// </summary>
    private ImageGenerationOptions? Watch(ImageGenerationOptions? options, Action<object?> see)
    {
        if (options?.RawRepresentationFactory is not { } create || _meter.Context.Readers.Length is 0)
        {
            return options;
        }

        try
        {
            var watched = options.Clone();
            watched.RawRepresentationFactory = generator =>
            {
                var raw = create(generator);
                see(raw);
                return raw;
            };
            return watched;
        }
        catch (Exception e)
        {
            _meter.Context.Failures.Report(MeteringFailure.Reading, e);
            return options;
        }
    }
}
