namespace LlmCost.AI;

/// <summary>The units in which providers bill, other than tokens.</summary>
public enum BillableUnit
{
    /// <summary>Requests; each call is one request.</summary>
    Request,

    /// <summary>Images generated or read.</summary>
    Image,

    /// <summary>Pixels of images.</summary>
    Pixel,

    /// <summary>Audio of unspecified direction, in seconds.</summary>
    AudioSecond,

    /// <summary>Audio input, in seconds; without its own rate, the rate of <see cref="AudioSecond"/> applies.</summary>
    InputAudioSecond,

    /// <summary>Audio output, in seconds; without its own rate, the rate of <see cref="AudioSecond"/> applies.</summary>
    OutputAudioSecond,

    /// <summary>Video, in seconds.</summary>
    VideoSecond,

    /// <summary>Characters of text.</summary>
    Character,

    /// <summary>Pages of documents.</summary>
    Page,

    /// <summary>
    /// Pages of documents that are processed with annotations; without their own rate, the rate of <see cref="Page"/> applies.
    /// </summary>
    AnnotatedPage,

    /// <summary>Text messages to a voice model.</summary>
    TextMessage,

    /// <summary>Web searches.</summary>
    WebSearch,

    /// <summary>Searches of stored files.</summary>
    FileSearch,

    /// <summary>Queries to a search model.</summary>
    Query,

    /// <summary>Searches of a reranking model.</summary>
    Rerank,

    /// <summary>Sessions of a code interpreter.</summary>
    CodeInterpreterSession,
}
