using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>
/// Binds the options to the app's configuration, if there is one. Paths in the configuration are relative to the content root.
/// Misspelled keys are rejected.
/// </summary>
internal sealed class CostReconciliationConfiguration(IConfiguration? configuration)
    : IConfigureOptions<CostReconciliationOptions>
{
    /// <summary>The key of the content root in the configuration of a host (<c>HostDefaults.ContentRootKey</c>).</summary>
    private const string ContentRoot = "contentRoot";

    private static readonly string[] s_keys =
        [.. typeof(CostReconciliationOptions).GetProperties().Select(property => property.Name)];

    public void Configure(CostReconciliationOptions options)
    {
        if (configuration?.GetSection(CostReconciliationOptions.SectionName) is not { } section)
        {
            return;
        }

        if (UnknownKeys(section).ToList() is { Count: > 0 } faults)
        {
            throw new OptionsValidationException(
                CostReconciliationOptions.SectionName, typeof(CostReconciliationOptions), faults);
        }

        section.Bind(options);
        options.LedgerPath = FullPath(options.LedgerPath);
        options.ArchivePath = FullPath(options.ArchivePath);
        options.BillsPath = FullPath(options.BillsPath)!;
    }

    private static IEnumerable<string> UnknownKeys(IConfigurationSection section) =>
        from child in section.GetChildren()
        where !s_keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase) && !IsComment(child.Key)
        select $"{child.Path} is not a key of {CostReconciliationOptions.SectionName}; "
            + ((NearestName.Find(child.Key, s_keys) ?? NearestName.FindByWords(child.Key, s_keys)) is { } nearest
                ? $"did you mean '{nearest}'?"
                : $"it must be one of {string.Join(", ", s_keys)}.");

    /// <summary>Returns true for keys that contain comments or schemas: <c>//</c>, <c>_comment</c>, <c>$schema</c>.</summary>
    private static bool IsComment(string key) => key.Length > 0 && key[0] is '/' or '_' or '$' or '#';

    /// <summary>Returns the full path. A blank path is returned unchanged, so that validation reports it with its key.</summary>
    private string? FullPath(string? path) =>
        string.IsNullOrWhiteSpace(path) || configuration![ContentRoot] is not { Length: > 0 } root
            ? path
            : Path.GetFullPath(path, Path.GetFullPath(root));
}
