using System.Reflection;

namespace LlmCost.AI;

/// <summary>Represents options for the ledger.</summary>
/// <remarks>
/// The options are bound from the configuration section <c>LlmCost:Ledger</c>, and validated and read once, at startup.
/// </remarks>
public sealed class LedgerOptions
{
    /// <summary>The configuration section that the options are bound from.</summary>
    public const string SectionName = "LlmCost:Ledger";

    /// <summary>
    /// Gets or sets the folder of the ledger, which is created if it does not exist. It must be on a local disk: SQLite can't
    /// lock files on network file systems. The default is <c>llmcost/NAME/ledger</c> in the user's folder for local application
    /// data, or in the temporary folder if the user has none, where NAME is the app's main assembly.
    /// </summary>
    /// <remarks>Several processes can share a folder. Each writes its own file.</remarks>
    public string Path { get; set; } = System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data
            ? data
            : System.IO.Path.GetTempPath(),
        "llmcost",
        Assembly.GetEntryAssembly()?.GetName().Name ?? "app",
        "ledger");

    /// <summary>
    /// Gets or sets the number of days for which the records of calls are kept in the database, from 2 to 3,660. The default is
    /// 35. Sums per day are kept forever.
    /// </summary>
    public int RetentionDays { get; set; } = 35;

    /// <summary>
    /// Gets or sets the folder for the records of closed days as Parquet files, which other tools can read. The records are kept
    /// there after <see cref="RetentionDays"/>. The default is <see langword="null"/>: no archive.
    /// </summary>
    public string? ArchivePath { get; set; }

    /// <summary>
    /// Gets or sets a value indicating whether a commit waits until it is flushed to disk. The default is <see langword="true"/>.
    /// If <see langword="false"/>, a power failure can lose the last commits, but a crash of the process loses none of them.
    /// </summary>
    public bool FullSync { get; set; } = true;

    /// <summary>
    /// Gets or sets the number of records that can wait to be written, from 64 to 1,048,576. The default is 16,384: at 1,000
    /// calls per second, the queue is full after a disk has not responded for 16 seconds. Calls that don't fit into the queue are
    /// summed in a <see cref="LedgerGap"/>.
    /// </summary>
    public int QueueLength { get; set; } = 16_384;

    /// <summary>
    /// Gets or sets the time after which waiting records are written, from 10 milliseconds to 1 minute. The default is 100
    /// milliseconds. A killed process loses the records of one interval, or more if the disk is slow.
    /// </summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Gets or sets the maximum size of this process's file in bytes, at least 16 MiB. The default is <see langword="null"/>:
    /// only the free space of the disk limits the file. Calls that don't fit are summed in a <see cref="LedgerGap"/>.
    /// </summary>
    public long? MaxFileBytes { get; set; }

    /// <summary>
    /// Gets the names of the tags to keep. If the list is empty, which is the default, the tags in
    /// <see cref="CostMeteringOptions.MetricTags"/> are kept.
    /// </summary>
    public IList<string> Tags { get; } = [];

    /// <summary>
    /// Gets the names of tags to keep as pseudonyms, such as <c>user.id</c>: the same value always has the same pseudonym, and
    /// the pseudonym does not reveal the value. Requires <see cref="PseudonymKey"/>. The default is empty.
    /// </summary>
    public IList<string> PseudonymTags { get; } = [];

    /// <summary>
    /// Gets or sets the secret key of pseudonyms, at least 16 characters. Keep it out of files: use the secret store of the app.
    /// </summary>
    public string? PseudonymKey { get; set; }

    /// <summary>
    /// Gets or sets the name of the service. The default is <see langword="null"/>: the environment variable
    /// <c>OTEL_SERVICE_NAME</c>, or the name of the host's application, or the app's main assembly.
    /// </summary>
    public string? ServiceName { get; set; }
}
