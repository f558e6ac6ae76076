using System.Reflection;
using PublicApiGenerator;

namespace LlmCost.AI.Tests;

/// <summary>Compares the public surface of a package with the snapshot beside its tests.</summary>
internal static class PublicApi
{
    private const string Snapshot = "PublicApi.txt";

    /// <summary>Fails if the surface differs from the snapshot, and says how to change the snapshot on purpose.</summary>
    public static void Verify(Assembly assembly)
    {
        // Our extensions live in the namespaces of Microsoft and OpenTelemetry, so no namespace is left out.
        var options = new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            DenyNamespacePrefixes = [],
            OrderBy = OrderMode.FullName,
        };
        var actual = assembly.GeneratePublicApi(options).ReplaceLineEndings("\n");
        var snapshot = Path.Combine(AppContext.BaseDirectory, Snapshot);
        var received = Path.ChangeExtension(snapshot, ".received.txt");
        File.WriteAllText(received, actual + "\n");

        Assert.True(
            File.ReadAllText(snapshot).ReplaceLineEndings("\n").TrimEnd() == actual.TrimEnd(),
            $"The public API of {assembly.GetName().Name} has changed. If that is meant, copy {received} over the {Snapshot} of "
                + "this test "
            + $"project, and tell users in the package's CHANGELOG.md.{Environment.NewLine}{actual}");
    }
}
