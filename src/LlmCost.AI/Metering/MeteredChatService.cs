using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>
/// Meters the chat calls of a service that isn't an <see cref="IChatClient"/>. For adapters of other frameworks.
/// </summary>
/// <remarks>
/// <para>
/// An adapter creates one instance for each service. For each call of the app, it begins a <see cref="MeteredInvocation"/>, and
/// within it a <see cref="MeteredRoundTrip"/> for each request to the provider.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
public sealed class MeteredChatService
{
    private readonly CostMeter _meter;
    private readonly MeteredClient _client;

    /// <summary>Initializes a new instance of the <see cref="MeteredChatService"/> class.</summary>
    /// <param name="meter">The meter that records the calls.</param>
    /// <param name="metadata">
    /// The provider, address and default model of the service, as far as they are known. If the metadata contains no provider
    /// name, the service is assumed to call clients that can have their own meters. A response that one of these meters counts is
    /// not counted again.
    /// </param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="meter"/> or <paramref name="metadata"/> is <see langword="null"/>.
    /// </exception>
    public MeteredChatService(CostMeter meter, ChatClientMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(metadata);

        _meter = meter;
        meter.HasClients = true;
        _client = new MeteredClient(
            metadata.ProviderName,
            metadata.ProviderUri,
            metadata.DefaultModelId,
            hasMetadata: metadata.ProviderName is not null);
    }

    /// <summary>Begins an invocation of the service. Nothing is recorded until a round trip ends.</summary>
    /// <param name="operationName">The value of <c>gen_ai.operation.name</c>, for example <c>chat</c>.</param>
    /// <param name="messages">
    /// The messages of the invocation. Messages can be added during the invocation. The messages are enumerated only if the usage
    /// of a round trip must be estimated.
    /// </param>
    /// <param name="isStreaming">True if the response is streamed.</param>
    /// <param name="cancellationToken">The token that cancels the invocation.</param>
    /// <returns>The invocation. It does not have to be ended or disposed.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="operationName"/> is <see langword="null"/> or blank, or <paramref name="messages"/> is
    /// <see langword="null"/>.
    /// </exception>
    public MeteredInvocation Begin(
        string operationName,
        IEnumerable<ChatMessage> messages,
        bool isStreaming,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operationName);
        ArgumentNullException.ThrowIfNull(messages);

        return new MeteredInvocation(_meter, _client, operationName, messages, isStreaming, cancellationToken);
    }
}
