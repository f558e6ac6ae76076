// A MeterProvider listens to every meter of a name in the process, so each test would see those of the others.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
