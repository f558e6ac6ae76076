using System.Globalization;
using LlmCost.AI.Fuzz.Mutation;

namespace LlmCost.AI.Fuzz;

/// <summary>Runs a few hundred new inputs for each target in every test run.</summary>
[Collection("one input at a time")]
public sealed class ShortRunTests(ITestOutputHelper output)
{
    private const int Cases = 250;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    /// <summary>The inputs differ in each run. Set <c>LLMCOST_FUZZ_SEED</c> to repeat the inputs of an earlier run.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public async Task InputDerivedFromTheCorpus_ViolatesNoInvariant(string name)
    {
        var seed = Environment.GetEnvironmentVariable("LLMCOST_FUZZ_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        var target = FuzzTargets.Find(name);
        var random = new Random(seed);
        var mutator = new Mutator(random);
        var corpus = Corpus.Files(target).Select(File.ReadAllBytes).ToArray();
        output.WriteLine($"LLMCOST_FUZZ_SEED={seed}");

        for (var i = 0; i < Cases; i++)
        {
            var input = mutator.Mutate(corpus[random.Next(corpus.Length)], corpus[random.Next(corpus.Length)]);
            try
            {
                await FuzzCase.RunAsync(target, input);
            }
            catch (Exception e)
            {
                var file = Corpus.Keep(Path.Combine(AppContext.BaseDirectory, "Findings", name), input);
                Assert.Fail(
                    $"Input {i} of LLMCOST_FUZZ_SEED={seed} broke {name}; move {file} to Corpus/{name}.{Environment.NewLine}{e}");
            }
        }
    }
}
