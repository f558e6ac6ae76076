namespace LlmCost.AI.Fuzz;

/// <summary>Runs every stored input, to prevent regressions of fixed faults.</summary>
[Collection("one input at a time")]
public sealed class CorpusTests
{
    public static TheoryData<string, string> Inputs
    {
        get
        {
            var inputs = new TheoryData<string, string>();
            foreach (var target in FuzzTargets.All)
            {
                foreach (var file in Corpus.Files(target))
                {
                    inputs.Add(target.Name, Path.GetRelativePath(AppContext.BaseDirectory, file));
                }
            }

            return inputs;
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task InputOfTheCorpus_ViolatesNoInvariant(string target, string file) => await FuzzCase.RunAsync(
        FuzzTargets.Find(target),
        await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, file), TestContext.Current.CancellationToken));
}
