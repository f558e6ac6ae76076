using System.Text;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>
/// The data that has been read so far from one response, which is either a whole response or the events of a stream.
/// </summary>
internal sealed class WireResponse
{
    private readonly Dictionary<BillableUnit, BillableQuantity> _quantities = [];
    private readonly List<string> _unread = [];
    private readonly List<string> _unreported = [];
    private HashSet<string>? _queries;

    public string? Id { get; set; }

    public string? Model { get; set; }

    public string? ServiceTier { get; set; }

    public string? Region { get; set; }

    public string? Speed { get; set; }

    /// <summary>The kind of prompt cache, if the response contains it: see <see cref="ServedAs.CacheMode"/>.</summary>
    public string? CacheMode { get; set; }

    /// <summary>The way in which the format counts tokens.</summary>
    public UsageDialect Dialect { get; set; } = UsageDialect.Documented;

    /// <summary>The counts of the main model. The latest report of a stream replaces earlier ones.</summary>
    public WireCounts Counts;

    /// <summary>
    /// The inferences that are billed instead of <see cref="Counts"/>, or <see langword="null"/> if the response does not list
    /// them.
    /// </summary>
    public List<UsagePart>? Inferences { get; set; }

    /// <summary>
    /// The inference of a hosted tool that uses its own model. It is billed in addition to the other inferences.
    /// </summary>
    public UsagePart? Tool { get; set; }

    /// <summary>The ids of the containers in which the code interpreter ran.</summary>
    public IReadOnlyList<string> Containers { get; set; } = [];

    public decimal? ReportedCost { get; set; }

    /// <summary>True if the response contains usage, even if all counts are zero.</summary>
    public bool HasUsage { get; set; }

    /// <summary>True if the stream has reported its input, but not yet its final usage.</summary>
    public bool IsInputOnly { get; set; }

    /// <summary>True if the response is generated in the background, so that it can be read several times.</summary>
    public bool IsBackground { get; set; }

    public bool IsPending { get; set; }

    public bool IsFailed { get; set; }

    public UsageAnomalies Anomalies { get; set; }

    public IReadOnlyList<string> Unread => _unread;

    public IReadOnlyList<string> Unreported => _unreported;

    /// <summary>Sets the quantity of a unit. The latest report of a stream replaces earlier reports.</summary>
    public void Set(BillableUnit unit, decimal quantity, string? kind = null)
    {
        if (quantity > 0)
        {
            _quantities[unit] = new BillableQuantity { Unit = unit, Quantity = quantity, Kind = kind };
        }
        else
        {
            _quantities.Remove(unit);
        }
    }

    /// <summary>Returns true if the quantity of a unit is not zero.</summary>
    public bool Has(BillableUnit unit) => _quantities.ContainsKey(unit);

    /// <summary>Adds a search query in its raw JSON form, and returns the number of distinct queries so far.</summary>
    public int AddQuery(ReadOnlySpan<byte> query)
    {
        (_queries ??= new(StringComparer.Ordinal)).Add(Encoding.Latin1.GetString(query));
        return _queries.Count;
    }

    /// <summary>Adds the name of a usage member that the reader does not know, if the member counts something.</summary>
    public void AddUnknown(JsonProperty member)
    {
        if (WireJson.CountsSomething(member.ShortName(), member.Value))
        {
            AddUnread(member.ShortName());
        }
    }

    /// <summary>Adds the web searches in a <c>server_tool_use</c> object. Fetching pages is free.</summary>
    public void AddServerTools(JsonElement tools)
    {
        if (tools.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in tools.EnumerateObject())
        {
            if (member.NameEquals("web_search_requests"u8))
            {
                Set(BillableUnit.WebSearch, member.Value.Number() ?? 0);
            }
            else if (!member.NameEquals("web_fetch_requests"u8))
            {
                AddUnknown(member);
            }
        }
    }

    /// <summary>Adds the name of a usage member that counts something, but that the reader does not know.</summary>
    public void AddUnread(string name) => AddOnce(_unread, name);

    /// <summary>Adds the name of a unit that was used according to the response, but whose quantity is not reported.</summary>
    public void AddUnreported(string name) => AddOnce(_unreported, name);

    /// <summary>Removes the name of a unit after the response has reported its quantity.</summary>
    public void RemoveUnreported(string name) => _unreported.Remove(name);

    /// <summary>Returns the inferences, with disjoint counts.</summary>
    public IEnumerable<UsagePart> Parts()
    {
        IReadOnlyList<BillableQuantity> quantities = [.. _quantities.Values];
        if (Inferences is { } inferences)
        {
            foreach (var inference in inferences)
            {
                yield return inference;
            }

            if (quantities.Count > 0)
            {
                yield return new UsagePart(Model, default, quantities) { Containers = Containers };
            }
        }
        else if (Counts.Reported.IsReported || quantities.Count > 0)
        {
            if (IsInputOnly)
            {
                // The output count at the start of a stream covers at most the first token.
                (Counts.Reported.Output, Counts.Reported.Reasoning) = (0, 0);
            }

            Anomalies |= Counts.Normalize(Dialect, out var usage);
            yield return new UsagePart(Model, usage, quantities) { Containers = Containers };
        }

        if (Tool is { } tool)
        {
            yield return tool;
        }
    }

    private static void AddOnce(List<string> names, string name)
    {
        if (!names.Contains(name))
        {
            names.Add(name);
        }
    }
}
