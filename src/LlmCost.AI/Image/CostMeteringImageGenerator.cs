using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Meters the cost of every call for images that passes through.</summary>
/// <remarks>
/// <para>
/// Its place is next to the provider's generator, last in an <see cref="ImageGeneratorBuilder"/>. If there is a meter further inside, this one
/// passes calls on unmetered.
/// </para>
/// <para>
/// Models that are paid by the token are priced by the tokens that the provider reports; output whose parts are not told, as by OpenAI's client, is taken
/// for images, so that a model whose text output is cheaper may have cost less. Models that are paid by the image, or by its pixels, are priced by the images that came, of the size that
/// <see cref="ImageGenerationOptions.ImageSize"/> asks for, and marked <see cref="UsageSource.Requested"/>.
/// </para>
/// <para>
/// Microsoft.Extensions.AI has no option for the quality of images, and what <see cref="ImageGenerationOptions.RawRepresentationFactory"/> makes is
/// the provider's own: with it, say <c>quality</c> and <c>size</c> in <see cref="ImageGenerationOptions.AdditionalProperties"/>
/// (<c>hd</c>, <c>1024x1024</c>) as well. Else images that have prices by size or quality are unpriced, and so are sizes that the price does
/// not name; never free.
/// </para>
/// <para>Nothing in the metering can fail or change a call. As thread safe as the inner generator.</para>
/// </remarks>
[Experimental(DiagnosticIds.ExperimentalModality, UrlFormat = DiagnosticIds.UrlFormat)]
public sealed class CostMeteringImageGenerator : DelegatingImageGenerator
{
    private readonly CostMeter _meter;
    private readonly MeteredClient _client;
    private readonly bool _isMeteredInside;

    /// <summary>Puts a meter in front of a generator.</summary>
    /// <param name="innerGenerator">The generator of the provider.</param>
    /// <param name="meter">The meter that records.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="innerGenerator"/> or <paramref name="meter"/> is <see langword="null"/>.
    /// </exception>
    public CostMeteringImageGenerator(IImageGenerator innerGenerator, CostMeter meter)
        : base(innerGenerator)
    {
        ArgumentNullException.ThrowIfNull(meter);

        _meter = meter;
        _client = MeteredClient.Create(innerGenerator);
        _isMeteredInside = innerGenerator.GetService<CostMeteringImageGenerator>() is not null;
    }

    /// <summary>
    /// The provider behind the generator, in OpenTelemetry's names, where its metadata tells nothing or something else, as behind a gateway.
    /// Default: <see langword="null"/>, the name that the generator's metadata and its endpoint tell.
    /// </summary>
    public string? ProviderName
    {
        get => _client.ProviderNameOverride;
        set => _client.ProviderNameOverride = value;
    }

    /// <summary>
    /// Gets or sets the account that the provider bills: a project, workspace, subscription or key alias. Default: <see langword="null"/>, the account that
    /// <see cref="CostMeteringOptions.Accounts"/> has for the endpoint.
    /// </summary>
    public string? Account
    {
        get => _client.AccountOverride;
        set => _client.AccountOverride = value;
    }

    /// <inheritdoc/>
    public override Task<ImageGenerationResponse> GenerateAsync(
        ImageGenerationRequest request, ImageGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        _isMeteredInside
            ? base.GenerateAsync(request, options, cancellationToken)
            : MeteredCall.Begin(_meter.Context, _client, options?.ModelId, isStreaming: false, cancellationToken).RunAsync(
                _ => base.GenerateAsync(request, options, cancellationToken),
                (call, response) =>
                {
                    call.Observe(response, response?.Usage, model: null, rawRepresentation: response?.RawRepresentation);
                    call.Infer(() => InferredQuantities.Images(response!, options));
                });

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(CostMeter) ? _meter : base.GetService(serviceType, serviceKey);
}
