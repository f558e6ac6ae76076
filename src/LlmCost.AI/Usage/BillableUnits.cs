using System.Text.Json;

namespace LlmCost.AI;

/// <summary>The names of billable units.</summary>
internal static class BillableUnits
{
    /// <summary>Returns the name of a quantity in the input of <c>llmcost price</c>, such as <c>web_searches</c>.</summary>
    public static string UsageName(this BillableUnit unit) => unit switch
    {
        BillableUnit.Request => "requests",
        BillableUnit.Image => "images",
        BillableUnit.Pixel => "image_pixels",
        BillableUnit.AudioSecond => "audio_seconds",
        BillableUnit.InputAudioSecond => "input_audio_seconds",
        BillableUnit.OutputAudioSecond => "output_audio_seconds",
        BillableUnit.VideoSecond => "video_seconds",
        BillableUnit.Character => "input_characters",
        BillableUnit.Page => "document_pages",
        BillableUnit.AnnotatedPage => "input_annotated_document_pages",
        BillableUnit.TextMessage => "input_text_messages",
        BillableUnit.WebSearch => "web_searches",
        BillableUnit.FileSearch => "storage_searches",
        BillableUnit.Query => "searches",
        BillableUnit.Rerank => "rerank_searches",
        _ => "code_interpreter_sessions",
    };

    /// <summary>Returns the name of a unit in a charge, such as <c>web_search</c> or <c>audio_second</c>.</summary>
    public static string ChargeName(this BillableUnit unit) => JsonNamingPolicy.SnakeCaseLower.ConvertName(unit.ToString());

    /// <summary>
    /// Returns the name of a quantity in the output of <c>llmcost price</c>, such as <c>web_search</c> or <c>audio_seconds</c>.
    /// </summary>
    public static string Label(this BillableUnit unit)
    {
        var name = unit.ChargeName();
        return name.EndsWith("_second", StringComparison.Ordinal) ? name + "s" : name;
    }
}
