namespace SimulatedProvider;

/// <summary>Represents one event of a streamed response.</summary>
/// <param name="Event">The name of the event, or null in formats without event names.</param>
/// <param name="Data">The body: an object that is serialized as JSON, or a string that is written unchanged.</param>
/// <param name="CarriesText">
/// True if the event contains text of the response. Events with text are delayed, because models take time to generate text.
/// </param>
internal sealed record StreamPart(string? Event, object Data, bool CarriesText = false);
