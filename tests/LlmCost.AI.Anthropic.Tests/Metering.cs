namespace LlmCost.AI.Tests;

/// <summary>The ways in which an app can meter Anthropic's client.</summary>
/// <remarks>
/// Handlers of the client see requests in Anthropic's form, those of its <see cref="HttpClient"/> in the platform's.
/// </remarks>
public enum Metering
{
    /// <summary>A metered <c>IChatClient</c> with the reader.</summary>
    Reader,

    /// <summary>A metered <c>IChatClient</c>, and the handler on the client's <see cref="HttpClient"/>.</summary>
    Handler,

    /// <summary>A metered <c>IChatClient</c> with both.</summary>
    ReaderAndHandler,

    /// <summary>A metered <c>IChatClient</c>, and the handler among those of the client.</summary>
    ClientsHandler,

    /// <summary>No <c>IChatClient</c>: the handler on the client's <see cref="HttpClient"/>.</summary>
    HandlerAlone,

    /// <summary>No <c>IChatClient</c>: the handler among those of the client.</summary>
    ClientsHandlerAlone,
}
