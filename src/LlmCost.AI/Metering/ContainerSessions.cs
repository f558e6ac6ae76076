namespace LlmCost.AI;

/// <summary>Tracks the containers in which the code interpreter has run, because several responses can use one session.</summary>
/// <remarks>
/// A session lasts 20 minutes. The number of tracked containers is bounded; the oldest containers are removed first. Thread-safe.
/// </remarks>
internal sealed class ContainerSessions(TimeProvider timeProvider)
{
    private const int MaxContainers = 10_000;

    private static readonly TimeSpan s_duration = TimeSpan.FromMinutes(20);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>
    /// Begins a session for each container that has none, and returns the usage with only these new sessions.
    /// </summary>
    /// <param name="part">The usage, in which each container still counts as a session.</param>
    public UsagePart Begin(UsagePart part)
    {
        if (part.Containers.Count is 0)
        {
            return part;
        }

        var quantities = new List<BillableQuantity>();
        foreach (var quantity in part.Quantities)
        {
            if (quantity.Unit is not BillableUnit.CodeInterpreterSession)
            {
                quantities.Add(quantity);
                continue;
            }

            // A response that refers to its container by id does not repeat the size of the container.
            quantities.AddRange(part.Containers
                .Select(container => Begin(container, quantity.Kind))
                .Where(session => session is not null)
                .GroupBy(session => session!.Kind)
                .Select(sessions => quantity with { Quantity = sessions.Count(), Kind = sessions.Key }));
        }

        return part with { Quantities = quantities };
    }

    /// <summary>Begins a session, or returns <see langword="null"/> if the container already has one.</summary>
    private Session? Begin(string container, string? kind)
    {
        var now = timeProvider.GetUtcNow();
        lock (_lock)
        {
            if (!_sessions.TryGetValue(container, out var last))
            {
                _order.Enqueue(container);
                if (_order.Count > MaxContainers)
                {
                    _sessions.Remove(_order.Dequeue());
                }
            }
            else if (now < last.End)
            {
                return null;
            }

            return _sessions[container] = new Session(kind ?? last?.Kind, now + s_duration);
        }
    }

    private sealed record Session(string? Kind, DateTimeOffset End);
}
