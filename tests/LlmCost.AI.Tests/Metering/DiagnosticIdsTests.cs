using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LlmCost.AI.Tests;

public sealed class DiagnosticIdsTests
{
    [Fact]
    public void ExtensionsOfExperimentalInterfaces_AreExperimentalWithTheirOwnId()
    {
        // The attribute must be on the methods, because the compiler ignores an attribute of the class when an extension method
        // is called.
        var ids = typeof(CostMeter).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.IsDefined(typeof(ExtensionAttribute)))
            .Where(method => method.GetParameters()[0].ParameterType.IsDefined(typeof(ExperimentalAttribute)))
            .Select(method => (method.Name, method.GetCustomAttribute<ExperimentalAttribute>()?.DiagnosticId))
            .ToList();

        Assert.Equal(4, ids.Count(extension => extension is ("UseCostMetering", "LLMCOST001")));
        Assert.Equal(4, ids.Count(extension => extension is ("GetCost", "LLMCOST001")));
        Assert.Equal(4, ids.Count(extension => extension is ("WithCostScope", "LLMCOST001")));
        Assert.Equal(12, ids.Count);
    }
}
