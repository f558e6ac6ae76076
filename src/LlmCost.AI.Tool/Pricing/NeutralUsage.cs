using System.Text.Json;

namespace LlmCost.AI.Tool;

/// <summary>Reads usage with the neutral names of <c>llmcost price</c>.</summary>
internal static class NeutralUsage
{
    /// <summary>
    /// The largest accepted count. It exceeds the meter's limit for a single call, because a line can contain the total usage of
    /// several calls. The cost of a line with the usage of several calls is exact if the price does not depend on the prompt
    /// size.
    /// </summary>
    private const long MaxTokens = 1_000_000_000_000;

    /// <summary>Reads a usage object.</summary>
    /// <exception cref="FormatException">
    /// A count is not valid. The message contains the name of the count and the allowed values.
    /// </exception>
    public static WireUsage Read(JsonElement usage)
    {
        var counts = new InclusiveUsage();
        var amounts = default(Amounts);
        List<string>? unread = null;
        var isKnown = false;
        foreach (var member in usage.EnumerateObject())
        {
            var name = member.Name;
            if (SetTokens(ref counts, name, member.Value) || amounts.Set(name, member.Value))
            {
                isKnown |= member.Value.ValueKind is not JsonValueKind.Null;
            }
            else if (WireJson.CountsSomething(name, member.Value))
            {
                (unread ??= []).Add(name);
            }
        }

        var tokens = counts.ToTokenUsage(out var anomalies);
        return new WireUsage
        {
            Format = WireFormat.Neutral,
            Parts = isKnown ? [new UsagePart(null, tokens, amounts.ToQuantities())] : [],
            Anomalies = anomalies,
            Unread = unread ?? (IReadOnlyList<string>)[],
        };
    }

    private static bool SetTokens(ref InclusiveUsage counts, string name, JsonElement value)
    {
        switch (name)
        {
            case "input_tokens":
                counts.InputTokens = Tokens(name, value);
                return true;
            case "cache_read_tokens":
                counts.CacheReadTokens = Tokens(name, value);
                return true;
            case "cache_write_tokens":
                counts.CacheWriteTokens = Tokens(name, value);
                return true;
            case "cache_write_1h_tokens":
                counts.CacheWriteOneHourTokens = Tokens(name, value);
                return true;
            case "input_audio_tokens":
                counts.InputAudioTokens = Tokens(name, value);
                return true;
            case "cache_audio_read_tokens":
                counts.CacheAudioReadTokens = Tokens(name, value);
                return true;
            case "input_image_tokens":
                counts.InputImageTokens = Tokens(name, value);
                return true;
            case "cache_image_read_tokens":
                counts.CacheImageReadTokens = Tokens(name, value);
                return true;
            case "input_video_tokens":
                counts.InputVideoTokens = Tokens(name, value);
                return true;
            case "output_tokens":
                counts.OutputTokens = Tokens(name, value);
                return true;
            case "output_reasoning_tokens":
                counts.OutputReasoningTokens = Tokens(name, value);
                return true;
            case "output_citation_tokens":
                counts.OutputCitationTokens = Tokens(name, value);
                return true;
            case "output_audio_tokens":
                counts.OutputAudioTokens = Tokens(name, value);
                return true;
            case "output_image_tokens":
                counts.OutputImageTokens = Tokens(name, value);
                return true;
            case "output_video_tokens":
                counts.OutputVideoTokens = Tokens(name, value);
                return true;
            default:
                return false;
        }
    }

    private static long Tokens(string name, JsonElement value)
    {
        var number = Number(name, value);
        return number % 1 is 0 && number <= MaxTokens
            ? (long)number
            : throw new FormatException(
                FormattableString.Invariant($"usage.{name} is {number}; it must be a whole number up to {MaxTokens}"));
    }

    private static decimal Number(string name, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null)
        {
            return 0;
        }

        return value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= 0
            ? number
            : throw new FormatException($"usage.{name} is {value.GetRawText()}; it must be a number, 0 or more");
    }

    /// <summary>Collects the quantities of units other than tokens.</summary>
    private struct Amounts
    {
        private List<BillableQuantity>? _quantities;
        private decimal _audio;
        private decimal _inputAudio;
        private decimal _outputAudio;
        private decimal _pages;
        private decimal _annotatedPages;
        private decimal _documentPages;
        private string? _imageSize;
        private string? _imageQuality;
        private string? _searchContext;

        public bool Set(string name, JsonElement value)
        {
            switch (name)
            {
                case "audio_seconds":
                    _audio = Number(name, value);
                    return true;
                case "input_audio_seconds":
                    _inputAudio = Number(name, value);
                    return true;
                case "output_audio_seconds":
                    _outputAudio = Number(name, value);
                    return true;
                case "input_document_pages":
                    _pages = Number(name, value);
                    return true;
                case "input_annotated_document_pages":
                    _annotatedPages = Number(name, value);
                    return true;
                case "document_pages":
                    _documentPages = Number(name, value);
                    return true;
                case "image_size":
                    _imageSize = Text(name, value);
                    return true;
                case "image_quality":
                    _imageQuality = Text(name, value);
                    return true;
                case "web_search_context_size":
                    _searchContext = Text(name, value);
                    return true;
                case "requests":
                    // An explicit zero is kept, because it means that a fee per request is not charged.
                    (_quantities ??= []).Add(
                        new BillableQuantity { Unit = BillableUnit.Request, Quantity = Number(name, value) });
                    return true;
            }

            BillableUnit? unit = name switch
            {
                "images" => BillableUnit.Image,
                "image_pixels" => BillableUnit.Pixel,
                "video_seconds" => BillableUnit.VideoSecond,
                "input_characters" => BillableUnit.Character,
                "input_text_messages" => BillableUnit.TextMessage,
                "web_searches" => BillableUnit.WebSearch,
                "storage_searches" or "file_searches" => BillableUnit.FileSearch,
                "searches" => BillableUnit.Query,
                "rerank_searches" => BillableUnit.Rerank,
                "code_interpreter_sessions" => BillableUnit.CodeInterpreterSession,
                _ => null,
            };
            if (unit is { } known)
            {
                Add(known, Number(name, value));
            }

            return unit is not null;
        }

        public List<BillableQuantity> ToQuantities()
        {
            Add(BillableUnit.InputAudioSecond, _inputAudio);
            Add(BillableUnit.OutputAudioSecond, _outputAudio);
            Add(BillableUnit.AudioSecond, Math.Max(0, _audio - _inputAudio - _outputAudio));
            Add(BillableUnit.AnnotatedPage, _annotatedPages);
            Add(BillableUnit.Page, Math.Max(0, _pages - _annotatedPages) + _documentPages);
            if (_quantities is null)
            {
                return [];
            }

            for (var i = 0; i < _quantities.Count; i++)
            {
                _quantities[i] = _quantities[i].Unit switch
                {
                    BillableUnit.Image => _quantities[i] with { Kind = ImageKind() },
                    BillableUnit.WebSearch => _quantities[i] with { Kind = _searchContext },
                    _ => _quantities[i],
                };
            }

            return _quantities;
        }

        private readonly string? ImageKind() => (_imageQuality, _imageSize) switch
        {
            (null, var size) => size,
            (var quality, null) => quality,
            var (quality, size) => $"{quality}/{size}",
        };

        private void Add(BillableUnit unit, decimal quantity)
        {
            if (quantity > 0)
            {
                (_quantities ??= []).Add(new BillableQuantity { Unit = unit, Quantity = quantity });
            }
        }

        private static string? Text(string name, JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => throw new FormatException($"usage.{name} is {value.GetRawText()}; it must be a string"),
        };
    }
}
