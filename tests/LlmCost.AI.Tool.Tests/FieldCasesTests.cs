using LlmCost.AI.Tests;

namespace LlmCost.AI.Tool.Tests;

/// <summary>Tests <c>llmcost price</c> in situations in which meters are often wrong.</summary>
public sealed class FieldCasesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-").FullName;

    public static TheoryData<string> Ids { get; } = [.. FieldCase.All.Keys];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Case_FromTheField_IsPricedExactly_AndListsWhatIsMissing(string id)
    {
        var one = FieldCase.All[id];
        FileInfo? config = null;
        if (one.Configuration is { } settings)
        {
            config = new FileInfo(Path.Combine(_folder, "appsettings.json"));
            File.WriteAllText(config.FullName, settings);
        }

        var (_, answers, error) = Tool.Price([one.Line], UserPrices.Read(config, []));

        Assert.Equal("", error);
        Assert.Empty(one.FaultsOf(Assert.Single(answers)));
    }
}
