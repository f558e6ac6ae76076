using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>
/// Provides <c>llmcost explain</c>, which explains how the name of a model is matched, and which price applies.
/// </summary>
internal static class ExplainCommand
{
    private const string Examples = """
        Explains which price applies to a model, and why.

        Examples:
          llmcost explain openai gpt-5.1-2025-11-13
          llmcost explain aws.bedrock us.anthropic.claude-sonnet-4-5-20250929-v1:0
          llmcost explain azure prod-chat --config appsettings.json
        """;

    public static Command Create()
    {
        var provider = new Argument<string>("provider") { Description = "The provider, such as openai." };
        var model = new Argument<string>("model") { Description = "The model, alias or deployment." };
        var prices = SharedOptions.Prices();
        var config = SharedOptions.Config();
        var command = new Command("explain", Examples) { provider, model, prices, config };
        command.SetAction(result => SharedOptions.Guard(Console.Error, () => Run(
            UserPrices.Read(result.GetValue(config), []).Open(result.GetValue(prices), Console.Error),
            result.GetRequiredValue(provider),
            result.GetRequiredValue(model),
            TimeProvider.System.GetUtcNow(),
            Console.Out)));
        return command;
    }

    /// <summary>Writes the explanation.</summary>
    public static int Run(PriceSnapshot prices, string provider, string model, DateTimeOffset now, TextWriter output)
    {
        output.WriteLine(PriceExplanation.Describe(prices, provider, model, now));
        return ExitCode.Success;
    }
}
