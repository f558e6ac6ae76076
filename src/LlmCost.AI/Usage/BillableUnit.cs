namespace LlmCost.AI;

/// <summary>What providers charge for beside tokens.</summary>
public enum BillableUnit
{
    /// <summary>Requests; one for each call.</summary>
    Request,

    /// <summary>Images made or read.</summary>
    Image,

    /// <summary>Pixels of images.</summary>
    Pixel,

    /// <summary>Audio whose direction is not told, in seconds.</summary>
    AudioSecond,

    /// <summary>Audio that went in, in seconds; without a rate of its own, that of <see cref="AudioSecond"/>.</summary>
    InputAudioSecond,

    /// <summary>Audio that came out, in seconds; without a rate of its own, that of <see cref="AudioSecond"/>.</summary>
    OutputAudioSecond,

    /// <summary>Video, in seconds.</summary>
    VideoSecond,

    /// <summary>Characters of text.</summary>
    Character,

    /// <summary>Pages of documents.</summary>
    Page,

    /// <summary>Pages of documents read with annotations; without a rate of their own, that of <see cref="Page"/>.</summary>
    AnnotatedPage,

    /// <summary>Text messages to a voice model.</summary>
    TextMessage,

    /// <summary>Searches of the web.</summary>
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
