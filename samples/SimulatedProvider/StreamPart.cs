namespace SimulatedProvider;

/// <summary>One event of a streamed answer.</summary>
/// <param name="Event">The name of the event, for formats that name them.</param>
/// <param name="Data">The body: an object to be written as JSON, or the text itself.</param>
/// <param name="CarriesText">Whether it holds a piece of the answer, and so takes the model time.</param>
internal sealed record StreamPart(string? Event, object Data, bool CarriesText = false);
