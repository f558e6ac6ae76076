using System.Text.Json.Serialization;

namespace LlmCost.AI;

/// <summary>
/// Represents a price in a price list on disk. Rates, variants and fees are properties of the same JSON object.
/// </summary>
internal sealed class PriceFilePrice
{
    private TokenKindRates _rates;

    public IReadOnlyList<PriceVariant> Variants { get; set; } = [];

    public IReadOnlyList<PriceFileFee> Fees { get; set; } = [];

    // Not written if false, so that the JSON of prices without routing is the same as in earlier versions. The ids of held
    // changes contain a hash of this JSON.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsRouting { get; set; }

    public decimal? Input { get => _rates[(int)TokenKind.Input]; set => _rates[(int)TokenKind.Input] = value; }

    public decimal? InputCacheRead
    {
        get => _rates[(int)TokenKind.InputCacheRead];
        set => _rates[(int)TokenKind.InputCacheRead] = value;
    }

    public decimal? InputCacheWrite
    {
        get => _rates[(int)TokenKind.InputCacheWrite];
        set => _rates[(int)TokenKind.InputCacheWrite] = value;
    }

    public decimal? InputCacheWriteOneHour
    {
        get => _rates[(int)TokenKind.InputCacheWriteOneHour];
        set => _rates[(int)TokenKind.InputCacheWriteOneHour] = value;
    }

    public decimal? InputAudio { get => _rates[(int)TokenKind.InputAudio]; set => _rates[(int)TokenKind.InputAudio] = value; }

    public decimal? InputAudioCacheRead
    {
        get => _rates[(int)TokenKind.InputAudioCacheRead];
        set => _rates[(int)TokenKind.InputAudioCacheRead] = value;
    }

    public decimal? InputImage { get => _rates[(int)TokenKind.InputImage]; set => _rates[(int)TokenKind.InputImage] = value; }

    public decimal? InputImageCacheRead
    {
        get => _rates[(int)TokenKind.InputImageCacheRead];
        set => _rates[(int)TokenKind.InputImageCacheRead] = value;
    }

    public decimal? InputVideo { get => _rates[(int)TokenKind.InputVideo]; set => _rates[(int)TokenKind.InputVideo] = value; }

    public decimal? Output { get => _rates[(int)TokenKind.Output]; set => _rates[(int)TokenKind.Output] = value; }

    public decimal? OutputReasoning
    {
        get => _rates[(int)TokenKind.OutputReasoning];
        set => _rates[(int)TokenKind.OutputReasoning] = value;
    }

    public decimal? OutputCitation
    {
        get => _rates[(int)TokenKind.OutputCitation];
        set => _rates[(int)TokenKind.OutputCitation] = value;
    }

    public decimal? OutputAudio { get => _rates[(int)TokenKind.OutputAudio]; set => _rates[(int)TokenKind.OutputAudio] = value; }

    public decimal? OutputImage { get => _rates[(int)TokenKind.OutputImage]; set => _rates[(int)TokenKind.OutputImage] = value; }

    public decimal? OutputVideo { get => _rates[(int)TokenKind.OutputVideo]; set => _rates[(int)TokenKind.OutputVideo] = value; }

    public static PriceFilePrice Create(ModelPrice price) => new()
    {
        _rates = price.Rates.ByKind,
        IsRouting = price.IsRouting,
        Variants = price.Variants,
        Fees = [.. price.Fees.Select(PriceFileFee.Create)],
    };

    /// <summary>Converts the price. A null item of a list stays null, so that <see cref="PriceRules"/> rejects it.</summary>
    public ModelPrice ToPrice() => new()
    {
        Rates = new TokenRates(in _rates),
        IsRouting = IsRouting,
        Variants = Variants,
        Fees = [.. Fees.Select(fee => fee?.ToFee()!)],
    };
}
