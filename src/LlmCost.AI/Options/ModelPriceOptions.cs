namespace LlmCost.AI;

/// <summary>A price of the user's own, as it stands in configuration: negotiated, of a private model, or of a deployment.</summary>
/// <remarks>
/// Rates are USD per million tokens, from 0 to 1,000,000. One that is left out is that of its parent: see <see cref="ModelPrice"/>.
/// </remarks>
public sealed class ModelPriceOptions
{
    /// <summary>The provider, in OpenTelemetry's names (<c>openai</c>, <c>azure.ai.openai</c>, …). Required.</summary>
    public string? Provider { get; set; }

    /// <summary>
    /// The name of the model or of the deployment; <c>*</c> is every model of the provider. Required. A name without a date also serves its
    /// dated snapshots.
    /// </summary>
    public string? Model { get; set; }

    /// <summary>
    /// The currency of the rates, as an ISO 4217 code that <see cref="CostMeteringOptions.ExchangeRates"/> has a rate for. Default: USD.
    /// </summary>
    public string? Currency { get; set; }

    /// <inheritdoc cref="TokenRates.Input"/>
    /// <remarks>Required; 0 for a free model.</remarks>
    public decimal? Input { get; set; }

    /// <inheritdoc cref="TokenRates.InputCacheRead"/>
    public decimal? InputCacheRead { get; set; }

    /// <inheritdoc cref="TokenRates.InputCacheWrite"/>
    public decimal? InputCacheWrite { get; set; }

    /// <inheritdoc cref="TokenRates.InputCacheWriteOneHour"/>
    public decimal? InputCacheWriteOneHour { get; set; }

    /// <inheritdoc cref="TokenRates.InputAudio"/>
    public decimal? InputAudio { get; set; }

    /// <inheritdoc cref="TokenRates.InputImage"/>
    public decimal? InputImage { get; set; }

    /// <inheritdoc cref="TokenRates.Output"/>
    /// <remarks>Required; 0 for a free model and for one without output.</remarks>
    public decimal? Output { get; set; }

    /// <inheritdoc cref="TokenRates.OutputReasoning"/>
    public decimal? OutputReasoning { get; set; }

    /// <inheritdoc cref="TokenRates.OutputAudio"/>
    public decimal? OutputAudio { get; set; }

    /// <inheritdoc cref="TokenRates.OutputImage"/>
    public decimal? OutputImage { get; set; }

    /// <summary>The price in USD.</summary>
    internal ModelPrice ToModelPrice(ExchangeRates toUsd) => ExchangeRates.ToUsd(ToModelPrice(), toUsd.Of(Currency) ?? 1);

    /// <summary>The price as it stands here, in its own currency.</summary>
    internal ModelPrice ToModelPrice() => new()
    {
        Rates = new TokenRates
        {
            Input = Input,
            InputCacheRead = InputCacheRead,
            InputCacheWrite = InputCacheWrite,
            InputCacheWriteOneHour = InputCacheWriteOneHour,
            InputAudio = InputAudio,
            InputImage = InputImage,
            Output = Output,
            OutputReasoning = OutputReasoning,
            OutputAudio = OutputAudio,
            OutputImage = OutputImage,
        },
    };
}
