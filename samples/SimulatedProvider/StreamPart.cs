namespace SimulatedProvider;

/// <summary>Represents one event of a streamed answer.</summary>
/// <param name="Event">The name of the event, in formats with named events.</param>
/// <param name="Data">The body: an object that is serialized as JSON, or a string that is written unchanged.</param>
/// <param name="CarriesText">True if the event contains text of the answer and is delayed like generated text.</param>
internal sealed record StreamPart(string? Event, object Data, bool CarriesText = false);
