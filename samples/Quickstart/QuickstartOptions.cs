namespace Quickstart;

/// <summary>What the command line asks for.</summary>
/// <param name="Duration">How long calls are made.</param>
/// <param name="Rate">How many calls are started per second.</param>
/// <param name="Seed">Another seed makes other calls and other answers.</param>
/// <param name="ErrorPercent">How many of a hundred simulated calls fail.</param>
/// <param name="Json">Whether one JSON document is all that is printed.</param>
/// <param name="Live">Whether the real providers are called.</param>
internal sealed record QuickstartOptions(TimeSpan Duration, double Rate, int Seed, double ErrorPercent, bool Json, bool Live);
