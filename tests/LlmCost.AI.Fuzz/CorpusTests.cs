namespace LlmCost.AI.Fuzz;

/// <summary>Runs every kept input, so that fixed faults stay fixed.</summary>
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
    public async Task Input_OfTheCorpus_BreaksNothing(string target, string file) => await FuzzCase.RunAsync(
        FuzzTargets.Find(target),
        await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, file), TestContext.Current.CancellationToken));
}
