using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary><c>llmcost explain</c>: how a name is matched and what it costs, in words.</summary>
internal static class ExplainCommand
{
    private const string Examples = """
        Tells in words how a model's name is matched and priced.

        Examples:
          llmcost explain openai gpt-5.1-2025-11-13
          llmcost explain aws.bedrock us.anthropic.claude-sonnet-4-5-20250929-v1:0
        """;

    public static Command Create()
    {
        var provider = new Argument<string>("provider") { Description = "The provider, such as openai." };
        var model = new Argument<string>("model") { Description = "The model, as a response names it." };
        var command = new Command("explain", Examples) { provider, model };
        command.SetAction(result => Run(
            result.GetRequiredValue(provider), result.GetRequiredValue(model), TimeProvider.System.GetUtcNow(), Console.Out));
        return command;
    }

    /// <summary>Writes the explanation.</summary>
    public static int Run(string provider, string model, DateTimeOffset now, TextWriter output)
    {
        output.WriteLine(PriceCatalog.Default.Explain(provider, model, now));
        return ExitCode.Success;
    }
}
