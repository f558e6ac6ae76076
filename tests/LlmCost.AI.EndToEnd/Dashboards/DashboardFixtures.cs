namespace LlmCost.AI.EndToEnd.Dashboards;

/// <summary>What takes long to make: the tests of dashboards share it, and only they wait for it.</summary>
[CollectionDefinition]
public sealed class DashboardFixtures : ICollectionFixture<EmittedSeries>, ICollectionFixture<HistoryPrometheus>;
