namespace LlmCost.AI.Tests;

/// <summary>The ways in which an app can meter Anthropic's client.</summary>
public enum Metering
{
    /// <summary>A metered <c>IChatClient</c> with the reader.</summary>
    Reader,

    /// <summary>A metered <c>IChatClient</c> without the reader, and the handler on the client's <see cref="HttpClient"/>.</summary>
    Handler,

    /// <summary>A metered <c>IChatClient</c> with both.</summary>
    ReaderAndHandler,

    /// <summary>No <c>IChatClient</c>: the handler on the client's <see cref="HttpClient"/>.</summary>
    HandlerAlone,

    /// <summary>No <c>IChatClient</c>: the handler among those of the client, which see requests in Anthropic's own form.</summary>
    ClientsHandlerAlone,
}
