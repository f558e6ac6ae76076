namespace LlmCost.AI.Tool.Tests;

public sealed class BudgetsCommandTests
{
    private const string Store = "--config appsettings.json --redis localhost";

    [Theory]
    [InlineData("status --redis localhost", "--config")]
    [InlineData("status --config appsettings.json", "--redis or --file")]
    [InlineData($"status --file budgets {Store}", "--redis can't be used with --file.")]
    [InlineData("status --file budgets --config appsettings.json --group shop", "--group can't be used with --file.")]
    [InlineData($"status --increases --scope user=42 {Store}", "--scope can't be used with --increases.")]
    [InlineData($"top user --count 0 {Store}", "--count must be between 1 and 10000.")]
    [InlineData($"increase user 0 --until 2100-01-01 --reason r {Store}", "The amount must be greater than 0.")]
    [InlineData($"increase user 1 --reason r {Store}", "--until")]
    [InlineData($"increase user 1 --until 2100-01-01 {Store}", "--reason")]
    [InlineData($"increase user 1 --until soon --reason r {Store}", "soon")]
    [InlineData($"increase user 1 --until 2100-01-01 --reason \" \" {Store}", "--reason must not be blank.")]
    [InlineData($"increase user 1 --until 2100-01-01 --reason r --actor \" \" {Store}", "--actor must not be blank.")]
    public void InvalidOrMissingOptions_AreReported(string arguments, string words) =>
        Assert.Contains(
            words,
            string.Join('\n', BudgetsCommand.Create().Parse(arguments).Errors.Select(error => error.Message)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData($"status user --scope user=42 --scope team=a --json {Store} --group shop-prod")]
    [InlineData("top user --unit tokens --count 5 --config appsettings.json --file budgets")]
    [InlineData($"increase user 2.5 --until 2100-01-01T00:00Z --reason \"Ticket 4711\" --actor ada --unit usd {Store}")]
    public void ValidOptions_AreAccepted(string arguments) =>
        Assert.Empty(BudgetsCommand.Create().Parse(arguments).Errors);
}
