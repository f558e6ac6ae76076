namespace LlmCost.AI;

/// <summary>Caches the ids of rows that many calls share. The number of cached rows is limited.</summary>
internal sealed class RowIds<T>
    where T : notnull
{
    private const int MaxCount = 20_000;

    private readonly Dictionary<T, long> _ids = [];

    /// <summary>Returns the id of a row, and inserts the row if its id is not cached.</summary>
    public long Get(T row, Func<T, long> insert)
    {
        if (_ids.TryGetValue(row, out var id))
        {
            return id;
        }

        id = insert(row);
        if (_ids.Count >= MaxCount)
        {
            _ids.Clear();
        }

        _ids.Add(row, id);
        return id;
    }

    public void Add(T row, long id) => _ids.TryAdd(row, id);

    public void Clear() => _ids.Clear();
}
