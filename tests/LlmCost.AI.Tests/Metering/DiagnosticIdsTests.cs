using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace LlmCost.AI.Tests;

public sealed class DiagnosticIdsTests
{
    [Fact]
    public void MeteringOfExperimentalInterfaces_IsExperimentalUnderOurOwnId()
    {
        // On the methods: an attribute of their class is not reported where they are called as extensions.
        var ids = typeof(CostMeter).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.Name is "UseCostMetering")
            .Where(method => method.GetParameters()[0].ParameterType.IsDefined(typeof(ExperimentalAttribute)))
            .Select(method => method.GetCustomAttribute<ExperimentalAttribute>()?.DiagnosticId);

        Assert.Equal(["LLMCOST001", "LLMCOST001", "LLMCOST001", "LLMCOST001"], ids);
    }
}
