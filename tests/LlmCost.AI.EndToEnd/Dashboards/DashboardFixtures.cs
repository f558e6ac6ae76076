namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>Slow fixtures that only the dashboard tests share, so that other tests do not wait for them.</summary>
[CollectionDefinition]
public sealed class DashboardFixtures : ICollectionFixture<EmittedSeries>, ICollectionFixture<HistoryPrometheus>;
