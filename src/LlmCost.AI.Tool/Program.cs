using LlmCost.AI.Tool;

return await LlmCostCommand.Create().Parse(args).InvokeAsync();
