using System.Reflection;
using PublicApiGenerator;

namespace LlmCost.AI.Tests;

/// <summary>Compares the public API of a package with the snapshot next to its tests.</summary>
internal static class PublicApi
{
    private const string Snapshot = "PublicApi.txt";

    /// <summary>Fails if the API differs from the snapshot. The message explains how to update the snapshot.</summary>
    public static void Verify(Assembly assembly)
    {
        // All namespaces are included, because extensions are in the namespaces of Microsoft and OpenTelemetry.
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
            $"The public API of {assembly.GetName().Name} has changed. If this is intended, replace the {Snapshot} of this test "
            + $"project with {received} and describe the change in the package's CHANGELOG.md.{Environment.NewLine}{actual}");
    }
}
