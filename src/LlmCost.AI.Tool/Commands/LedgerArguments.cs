using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace LlmCost.AI.Tool;

/// <summary>Provides the command-line options for a ledger, a period and filters.</summary>
internal sealed class LedgerArguments
{
    /// <summary>The environment variable with the default of <c>--ledger</c>.</summary>
    private const string LedgerVariable = "LLMCOST_LEDGER";

    /// <summary>The environment variable with the default of <c>--postgresql</c>.</summary>
    private const string PostgreSqlVariable = "LLMCOST_POSTGRESQL";

    private readonly Option<DirectoryInfo?> _ledger = new("--ledger")
    {
        Description = "The folder of the ledger: LlmCost:Ledger:Path of the app. Default: the environment variable "
            + $"{LedgerVariable}, or LlmCost:Ledger:Path of --config.",
        HelpName = "FOLDER",
    };

    private readonly Option<FileInfo?> _config = new("--config")
    {
        Description = "A JSON file with an app's section LlmCost, which contains the path of its ledger.",
        HelpName = "FILE",
    };

    private readonly Option<DirectoryInfo?> _archive = new("--archive")
    {
        Description = "The folder of the archive, which has the calls past the retention. Default: LlmCost:Ledger:ArchivePath of "
            + "--config.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _postgreSql = new("--postgresql")
    {
        Description = "The connection string of a ledger in PostgreSQL. Default, if no folder is given: the environment variable "
            + $"{PostgreSqlVariable}, which hides the password from the list of processes.",
        HelpName = "CONNECTION",
    };

    private readonly Option<string> _schema = new("--schema")
    {
        Description = "The schema of the ledger in PostgreSQL. Default: llmcost.",
        HelpName = "NAME",
        DefaultValueFactory = _ => new PostgreSqlLedgerOptions().Schema,
    };

    private readonly Option<string?> _month = new("--month") { Description = "A month, such as 2026-11.", HelpName = "MONTH" };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "The first day, such as 2026-11-01. Default: the first day of the month of --to.",
        HelpName = "DAY",
    };

    private readonly Option<string?> _to = new("--to") { Description = "The last day. Default: today.", HelpName = "DAY" };

    private readonly Option<string[]> _where = new("--where")
    {
        Description = "A filter, such as feature=search,chat* or tag:team=shop. An empty value selects calls without a value. "
            + "Repeatable.",
        HelpName = "FIELD=VALUES",
    };

    /// <summary>Adds the options for a ledger in a folder.</summary>
    public void AddFolder(Command command)
    {
        AddFolderOptions(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_ledger) is null && result.GetResult(_config) is null && Variable(LedgerVariable) is null)
            {
                result.AddError("Pass the ledger: --ledger, or --config with LlmCost:Ledger:Path.");
            }
        });
    }

    /// <summary>Adds the options for a ledger in a folder or in PostgreSQL.</summary>
    public void AddLedger(Command command)
    {
        AddFolderOptions(command);
        command.Options.Add(_postgreSql);
        command.Options.Add(_schema);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_postgreSql) is not null && result.GetResult(_ledger) is not null)
            {
                result.AddError("--ledger can't be used with --postgresql.");
            }

            if (result.GetResult(_ledger) is null && result.GetResult(_config) is null && Variable(LedgerVariable) is null
                && result.GetResult(_postgreSql) is null && Variable(PostgreSqlVariable) is null)
            {
                result.AddError("Pass the ledger: --ledger, --config with LlmCost:Ledger:Path, or --postgresql.");
            }
        });
    }

    /// <summary>Adds the options for the period.</summary>
    public void AddPeriod(Command command)
    {
        command.Options.Add(_month);
        command.Options.Add(_from);
        command.Options.Add(_to);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_month) is not null && (result.GetResult(_from) ?? result.GetResult(_to)) is { } other)
            {
                result.AddError($"{other.IdentifierToken?.Value} can't be used with --month.");
            }
        });
    }

    /// <summary>Adds the option for filters.</summary>
    public void AddFilters(Command command) => command.Options.Add(_where);

    /// <summary>Opens the ledger, and runs a query.</summary>
    /// <exception cref="IOException">There is no ledger, or it can't be read.</exception>
    /// <exception cref="FormatException">The configuration has no ledger, or the connection string is not valid.</exception>
    public async Task<int> ReadAsync(ParseResult result, Func<ILedgerReader, Task<int>> ask, CancellationToken cancellationToken)
    {
        if (ConnectionString(result) is not { } address)
        {
            return await ask(OpenFolder(result));
        }

        try
        {
            await using var ledger = await OpenAsync(address, result.GetValue(_schema)!, cancellationToken);
            return await ask(ledger);
        }
        catch (NpgsqlException e)
        {
            throw new IOException($"The ledger in PostgreSQL can't be read: {e.Message}", e);
        }
    }

    private string? ConnectionString(ParseResult result)
    {
        var isFolder = result.GetResult(_ledger) is not null || result.GetResult(_config) is not null
            || Variable(LedgerVariable) is not null;
        return result.GetValue(_postgreSql) ?? (isFolder ? null : Variable(PostgreSqlVariable));
    }

    private static async Task<PostgreSqlLedger> OpenAsync(
        string address, string schema, CancellationToken cancellationToken)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(address);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The message contains neither the connection string nor the original error, because both can contain parts of the
            // password.
            throw new FormatException(
                "The connection string is not valid. It must look like 'Host=db;Database=app;Username=app;Password=…'; a value "
                    + "with a semicolon is put in quotation marks.");
        }

        try
        {
            return await PostgreSqlLedger.OpenAsync(address, schema, cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw Fault(e);
        }
    }

    private void AddFolderOptions(Command command)
    {
        command.Options.Add(_ledger);
        command.Options.Add(_config);
        command.Options.Add(_archive);
    }

    /// <summary>Opens a ledger in a folder.</summary>
    /// <exception cref="IOException">There is no ledger, or it can't be read.</exception>
    /// <exception cref="FormatException">The configuration has no ledger.</exception>
    public CostLedger OpenFolder(ParseResult result)
    {
        var options = Options(result);

        // The archive folder does not exist until the app has archived its first day.
        var isFromConfig = result.GetValue(_archive) is null;
        return CostLedger.Open(
            options.Path, isFromConfig && !Directory.Exists(options.ArchivePath) ? null : options.ArchivePath);
    }

    /// <summary>
    /// Returns the ledger options from <c>--config</c>, in which folders on the command line replace the configured folders.
    /// </summary>
    /// <exception cref="FormatException">The configuration has no ledger, or is not valid.</exception>
    public LedgerOptions Options(ParseResult result)
    {
        var options = new LedgerOptions();
        if (result.GetValue(_config) is { } config)
        {
            AppConfiguration.Read(config, root => root.GetSection(LedgerOptions.SectionName).Bind(options));
            options.ArchivePath = options.ArchivePath is { } archive ? Path.GetFullPath(archive, config.DirectoryName!) : null;
        }

        options.Path = Folder(result);
        options.ArchivePath = result.GetValue(_archive)?.FullName ?? options.ArchivePath;
        return options;
    }

    /// <summary>Returns true if the configuration of an app is given.</summary>
    public bool HasConfig(ParseResult result) => result.GetValue(_config) is not null;

    /// <summary>Returns the folder of the ledger.</summary>
    public string Folder(ParseResult result) => result.GetValue(_ledger)?.FullName
        ?? (result.GetValue(_config) is { } config ? FolderIn(config) : Variable(LedgerVariable)!);

    /// <summary>Returns the folder of the ledger, or <see langword="null"/> if it is in PostgreSQL.</summary>
    public string? FindFolder(ParseResult result) => ConnectionString(result) is null ? Folder(result) : null;

    /// <summary>Returns the configuration of the app, or <see langword="null"/> if none is given.</summary>
    public FileInfo? Config(ParseResult result) => result.GetValue(_config);

    public LedgerPeriod Period(ParseResult result, TimeProvider clock) =>
        PeriodText.Read(result.GetValue(_month), result.GetValue(_from), result.GetValue(_to), clock.GetUtcNow());

    /// <exception cref="FormatException">A filter is not valid.</exception>
    public IReadOnlyList<LedgerFilter> Filters(ParseResult result) =>
        [.. (result.GetValue(_where) ?? []).Select(text => Read(() => LedgerFilter.Parse(text)))];

    /// <summary>Creates the option for the fields of a report.</summary>
    public static Option<string?> By() => new("--by")
    {
        Description = $"Fields separated by commas: {string.Join(", ", LedgerField.Names)}, user, or tag:NAME.",
        HelpName = "FIELDS",
    };

    /// <exception cref="FormatException">The field does not exist.</exception>
    public static IReadOnlyList<LedgerField> Fields(string? text) => text is null
        ? []
        : [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => Read(() => LedgerField.Parse(name)))];

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string FolderIn(FileInfo config)
    {
        string? path = null;
        AppConfiguration.Read(config, root => path = root[$"{LedgerOptions.SectionName}:{nameof(LedgerOptions.Path)}"]);
        return path is { Length: > 0 }
            ? Path.GetFullPath(path, config.DirectoryName!)
            : throw new FormatException($"{config.FullName} has no {LedgerOptions.SectionName}:Path. Pass --ledger.");
    }

    /// <summary>Runs a query, and reports argument exceptions as errors of the command line.</summary>
    /// <exception cref="FormatException">An argument is not valid.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ArgumentException e)
        {
            throw Fault(e);
        }
    }

    /// <summary>Creates a meter with the prices and discounts of an app, and optionally other price lists.</summary>
    /// <exception cref="FormatException">The configuration or a price list is not valid.</exception>
    public static CostMeter Meter(FileInfo? config, FileInfo[] prices)
    {
        var options = new CostMeteringOptions();
        if (config is not null)
        {
            AppConfiguration.Read(config, root => root.GetSection(CostMeteringOptions.SectionName).Bind(options));
        }

        foreach (var file in prices)
        {
            if (!file.Exists)
            {
                throw new FormatException($"There is no price list {file.FullName}.");
            }

            options.PriceFiles.Insert(0, file.FullName);
        }

        try
        {
            return new CostMeter(options);
        }
        catch (Microsoft.Extensions.Options.OptionsValidationException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException e)
        {
            throw Fault(e);
        }
    }

    private static FormatException Fault(ArgumentException e) => new(e.Message.Split(" (Parameter", 2)[0], e);
}
