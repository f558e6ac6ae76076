namespace LlmCost.AI.Tests;

/// <summary>The ways in which an app can meter Anthropic's client.</summary>
/// <remarks>
/// Handlers of Anthropic's client see requests in Anthropic's format. Handlers of the client's <see cref="HttpClient"/> see
/// requests in the format of the platform.
/// </remarks>
public enum Metering
{
    /// <summary>A metered <c>IChatClient</c> with the reader.</summary>
    Reader,

    /// <summary>A metered <c>IChatClient</c>, with the handler on the client's <see cref="HttpClient"/>.</summary>
    Handler,

    /// <summary>A metered <c>IChatClient</c> with the reader and the handler.</summary>
    ReaderAndHandler,

    /// <summary>A metered <c>IChatClient</c>, with the handler among the handlers of Anthropic's client.</summary>
    ClientsHandler,

    /// <summary>The handler on the client's <see cref="HttpClient"/>, without an <c>IChatClient</c>.</summary>
    HandlerAlone,

    /// <summary>The handler among the handlers of Anthropic's client, without an <c>IChatClient</c>.</summary>
    ClientsHandlerAlone,
}
