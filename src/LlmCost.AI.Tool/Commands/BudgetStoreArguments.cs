using System.CommandLine;

namespace LlmCost.AI.Tool;

/// <summary>Provides the command-line options for the budgets of an app and their store.</summary>
internal sealed class BudgetStoreArguments
{
    /// <summary>
    /// The environment variable with the default value of <c>--redis</c>. The variable keeps passwords out of the shell history.
    /// </summary>
    private const string RedisVariable = "LLMCOST_REDIS";

    /// <summary>
    /// The environment variable with the scope key, which pseudonymizes scopes in Redis. There is no command-line option for this
    /// key, because it is a secret.
    /// </summary>
    private const string ScopeKeyVariable = "LLMCOST_REDIS_SCOPE_KEY";

    private readonly Option<FileInfo> _config = new("--config")
    {
        Description = "A JSON file with an app's section LlmCost, which contains its budgets.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _redis = new("--redis")
    {
        Description = "The Redis server of AddRedisBudgetStore, in the format of StackExchange.Redis. Default: "
            + $"the environment variable {RedisVariable}. If the app has a scope key, it must be in {ScopeKeyVariable}.",
        HelpName = "SERVER",
    };

    private readonly Option<string?> _group = new("--group")
    {
        Description = "The group in Redis. Default: LlmCost:BudgetStore:Group of --config.",
        HelpName = "NAME",
    };

    private readonly Option<DirectoryInfo?> _file = new("--file")
    {
        Description = "The folder of AddFileBudgetStore, instead of Redis.",
        HelpName = "FOLDER",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_config, _redis, _group, _file])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            var isFile = result.GetResult(_file) is not null;
            if (isFile && (result.GetResult(_redis) ?? result.GetResult(_group)) is { } other)
            {
                result.AddError($"{other.IdentifierToken?.Value} can't be used with --file.");
            }
            else if (!isFile && result.GetResult(_redis) is null && Variable(RedisVariable) is null)
            {
                result.AddError("Pass the store of the budgets: --redis or --file.");
            }
        });
    }

    public FileInfo Config(ParseResult result) => result.GetRequiredValue(_config);

    public BudgetStoreLocation Location(ParseResult result) => result.GetValue(_file) is { } folder
        ? new BudgetStoreLocation { Folder = folder.FullName }
        : new BudgetStoreLocation
        {
            Redis = result.GetValue(_redis) ?? Variable(RedisVariable),
            Group = result.GetValue(_group),
            ScopeKey = Variable(ScopeKeyVariable),
        };

    /// <summary>Creates the option for the values by which a budget is split.</summary>
    public static Option<string[]> Scope() => new("--scope")
    {
        Description = "A value by which the budget is split, such as user=42. Repeatable.",
        HelpName = "NAME=VALUE",
    };

    /// <summary>Creates the option for the unit of a limit.</summary>
    public static Option<string?> Unit() => new("--unit")
    {
        Description = "The unit of the limit: usd, tokens, input_tokens, output_tokens, requests or concurrent. Default: usd, or "
            + "the first unit that the budget limits.",
        HelpName = "UNIT",
    };

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
