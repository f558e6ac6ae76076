namespace LlmCost.AI;

/// <summary>
/// The properties of a client that telemetry needs. These properties are the same for all calls of the client until the options
/// change.
/// </summary>
/// <param name="settings">The settings in effect.</param>
/// <param name="isChat">
/// True if the client is a chat client, whose standard metrics can be distinguished from those of other clients.
/// </param>
/// <param name="serverAddress">The host that the client calls, if known.</param>
/// <param name="serverPort">The port, boxed because it becomes an attribute of each measurement.</param>
internal sealed class CallTarget(TelemetrySettings settings, bool isChat, string? serverAddress, object? serverPort)
{
    public TelemetrySettings Settings { get; } = settings;

    public bool IsChat { get; } = isChat;

    public string? ServerAddress { get; } = serverAddress;

    public object? ServerPort { get; } = serverPort;

    /// <summary>The series of the last call. The next call usually adds to the same series.</summary>
    public SeriesTags? LastSeries { get; set; }
}
