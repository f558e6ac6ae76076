namespace Quickstart;

/// <summary>Represents the options of the command line.</summary>
/// <param name="Duration">The duration of the run.</param>
/// <param name="Rate">The number of calls started per second.</param>
/// <param name="Seed">The seed of the random calls and simulated responses.</param>
/// <param name="ErrorPercent">The percentage of simulated calls that fail.</param>
/// <param name="Json">True to print only one JSON document.</param>
/// <param name="Live">True to call real providers.</param>
/// <param name="Budget">The limit of the cost in USD, or null for none.</param>
/// <param name="Redis">The address of the Redis server that keeps the budget, or null to keep it in memory.</param>
internal sealed record QuickstartOptions(
    TimeSpan Duration, double Rate, int Seed, double ErrorPercent, bool Json, bool Live, decimal? Budget, string? Redis);
