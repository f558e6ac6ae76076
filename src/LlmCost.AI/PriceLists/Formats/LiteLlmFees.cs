namespace LlmCost.AI;

/// <summary>Reads the non-token fees of a model in LiteLLM's table.</summary>
internal static class LiteLlmFees
{
    /// <summary>The keys of fees. If several keys of a unit have a price, the first key wins.</summary>
    private static readonly (string Key, BillableUnit Unit, CostDirection Direction, decimal Per)[] s_keys =
    [
        ("output_cost_per_image", BillableUnit.Image, CostDirection.Output, 1),
        ("input_cost_per_image", BillableUnit.Image, CostDirection.Input, 1),
        ("input_cost_per_pixel", BillableUnit.Pixel, CostDirection.Input, 1),
        ("output_cost_per_pixel", BillableUnit.Pixel, CostDirection.Output, 1),
        ("output_cost_per_video_per_second", BillableUnit.VideoSecond, CostDirection.Output, 1),
        ("output_cost_per_second", BillableUnit.VideoSecond, CostDirection.Output, 1),
        ("input_cost_per_video_per_second", BillableUnit.VideoSecond, CostDirection.Input, 1),
        ("input_cost_per_second", BillableUnit.AudioSecond, CostDirection.Input, 1),
        ("input_cost_per_audio_per_second", BillableUnit.AudioSecond, CostDirection.Input, 1),
        ("output_cost_per_second", BillableUnit.AudioSecond, CostDirection.Output, 1),
        ("input_cost_per_character", BillableUnit.Character, CostDirection.Input, 1),
        ("output_cost_per_character", BillableUnit.Character, CostDirection.Output, 1),
        ("ocr_cost_per_page", BillableUnit.Page, CostDirection.Other, 1),
        ("annotation_cost_per_page", BillableUnit.AnnotatedPage, CostDirection.Other, 1),
        ("input_cost_per_query", BillableUnit.Query, CostDirection.Other, 1),
        ("input_cost_per_query", BillableUnit.Rerank, CostDirection.Other, 1),
        ("input_cost_per_request", BillableUnit.Request, CostDirection.Other, 1),
        ("code_interpreter_cost_per_session", BillableUnit.CodeInterpreterSession, CostDirection.Other, 1),
        ("file_search_cost_per_1k_calls", BillableUnit.FileSearch, CostDirection.Other, 1_000),
    ];

    /// <summary>Returns the fees of an entry.</summary>
    public static IEnumerable<FeeRate> Read(LiteLlmEntry entry)
    {
        var seen = new HashSet<BillableUnit>();
        foreach (var (key, unit, direction, per) in s_keys)
        {
            if (entry.Number(key) is > 0 and var amount && seen.Add(unit))
            {
                yield return new FeeRate { Unit = unit, Amount = amount, Per = per, Direction = direction };
            }
        }

        foreach (var (size, amount) in entry.Numbers("search_context_cost_per_query"))
        {
            var kind = size.Replace("search_context_size_", "", StringComparison.Ordinal);
            yield return new FeeRate { Unit = BillableUnit.WebSearch, Amount = amount, Kind = kind };

            // If the context size of a search is unknown, the default size (medium) is assumed.
            if (kind is "medium")
            {
                yield return new FeeRate { Unit = BillableUnit.WebSearch, Amount = amount };
            }
        }
    }
}
