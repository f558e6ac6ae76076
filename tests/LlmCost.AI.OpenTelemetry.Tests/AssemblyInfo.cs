// A MeterProvider listens to every meter with a given name in the process, so parallel tests would see each other's metrics.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
