using System.CommandLine;
using LlmCost.AI.Tool;

var root = new RootCommand("Prices LLM usage: exact, explained, and never guessed.")
{
    PriceCommand.Create(),
    ModelsCommand.Create(),
    ExplainCommand.Create(),
    PricesCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
