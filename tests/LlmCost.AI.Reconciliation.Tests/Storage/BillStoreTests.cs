using FsCheck.Xunit;

namespace LlmCost.AI.Reconciliation.Tests.Storage;

public sealed class BillStoreTests : IDisposable
{
    private static readonly DateTimeOffset s_day = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LedgerPeriod s_november = LedgerPeriod.Month(2026, 11);

    private readonly TemporaryFolder _folder = new();
    private readonly BillStore _store;

    public BillStoreTests() => _store = BillStore.Open(_folder.File("bills.db"));

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Bucket_IsReadAsStored()
    {
        var bucket = Bucket(Full());

        Assert.Equal(BillChange.Added, _store.Replace(bucket));

        var read = Assert.Single(_store.Read(s_november));
        Assert.Equal(bucket with { Lines = read.Lines }, read);
        Assert.Equal(bucket.Lines, read.Lines);
    }

    [Fact]
    public void EmptyLine_IsReadWithNullsInsteadOfZeros()
    {
        var line = new BillLine { Kind = BillLineKind.Usage, Meter = "storage", Provider = "openai" };

        _store.Replace(Bucket(line));

        Assert.Equal(line, Assert.Single(Assert.Single(_store.Read(s_november)).Lines));
    }

    [Fact]
    public void BucketInAnotherOrder_IsUnchanged()
    {
        BillLine[] lines = [Line("a", 1), Line("b", 2), Line("b", 2)];
        _store.Replace(Bucket(lines));

        Assert.Equal(BillChange.Unchanged, _store.Replace(Bucket([lines[1], lines[0], lines[2]])));

        Assert.Equal(lines, Assert.Single(_store.Read(s_november)).Lines);
    }

    [Fact]
    public void RestatedBucket_ReplacesAllItsLines_IncludingRemovedLines()
    {
        _store.Replace(Bucket(Line("a", 1), Line("b", 2)));

        Assert.Equal(BillChange.Restated, _store.Replace(Bucket(Line("b", 3))));

        Assert.Equal([Line("b", 3)], Assert.Single(_store.Read(s_november)).Lines);
    }

    [Fact]
    public void DailyBucket_ReplacesTheHourlyBucketsOfItsDay()
    {
        foreach (var hour in Enumerable.Range(0, 24))
        {
            _store.Replace(Bucket(Line("a", 1)) with { Start = s_day.AddHours(hour), End = s_day.AddHours(hour + 1) });
        }

        _store.Replace(Bucket(Line("a", 24)));

        Assert.Equal([Line("a", 24)], Assert.Single(_store.Read(s_november)).Lines);
    }

    [Fact]
    public void BucketsOfOtherSourcesScopesAndBases_AreStoredSeparately()
    {
        var bucket = Bucket(Line("a", 1));
        BillBucket[] buckets =
            [bucket, bucket with { Basis = BillBasis.Usage }, bucket with { Scope = "org-2" }, bucket with { Source = "azure" }];
        Array.ForEach(buckets, one => Assert.Equal(BillChange.Added, _store.Replace(one)));

        Assert.Equal(4, _store.Read(s_november).Count);
    }

    [Fact]
    public void EmptyBucket_IsStored()
    {
        _store.Replace(Bucket());

        Assert.Empty(Assert.Single(_store.Read(s_november)).Lines);
    }

    [Fact]
    public void ClosedMonth_DoesNotChange_AndTheLatestObservationIsStoredSeparately()
    {
        _store.Replace(Bucket(Line("a", 1)));
        Assert.True(_store.CloseMonth(2026, 11, s_day.AddMonths(1)));
        _store.Replace(Bucket(Line("a", 2)));
        _store.Replace(Bucket(Line("late", 9)) with { Start = s_day.AddDays(1), End = s_day.AddDays(2) });

        Assert.Equal([Line("a", 1)], Assert.Single(_store.Read(s_november)).Lines);
        Assert.Equal([Line("a", 2), Line("late", 9)], _store.Read(s_november, asClosed: false).SelectMany(one => one.Lines));
        Assert.Equal(s_day.AddMonths(1), _store.FindClosing(2026, 11));
        Assert.False(_store.CloseMonth(2026, 11, s_day.AddMonths(2)));
        Assert.Null(_store.FindClosing(2026, 12));
    }

    [Fact]
    public void OpenStore_CanBeReadByAnotherProcess()
    {
        _store.Replace(Bucket(Line("a", 1)));
        using var other = BillStore.Open(_folder.File("bills.db"));

        Assert.Equal([Line("a", 1)], Assert.Single(other.Read(s_november)).Lines);
    }

    [Fact]
    public void FileWithoutBills_IsReported()
    {
        File.WriteAllText(_folder.File("notes.txt"), new string('x', 5_000));

        var fault = Assert.Throws<InvalidDataException>(() => BillStore.Open(_folder.File("notes.txt")));

        Assert.Contains("notes.txt' is not a file of bills", fault.Message);
    }

    /// <summary>After any sequence of observations, the store has the latest observation of each day.</summary>
    [Property(MaxTest = 50)]
    public void ObservationsInAnySequence_LeaveTheLatestOfEachDay((byte Day, short Amount)[] observations)
    {
        using var folder = new TemporaryFolder();
        using var store = BillStore.Open(folder.File("bills.db"));
        var expected = new SortedDictionary<int, decimal>();
        foreach (var (day, amount) in observations)
        {
            var start = s_day.AddDays(day % 28);
            store.Replace(Bucket(Line("a", amount)) with { Start = start, End = start.AddDays(1) });
            expected[day % 28] = amount;
        }

        Assert.Equal(
            expected.Select(one => (s_day.AddDays(one.Key), (decimal?)one.Value)),
            store.Read(s_november).Select(one => (one.Start, Assert.Single(one.Lines).Amount)));
    }

    private static BillBucket Bucket(params BillLine[] lines) => new()
    {
        Source = "openai",
        Scope = "org-1",
        Basis = BillBasis.Cost,
        Start = s_day,
        End = s_day.AddDays(1),
        ObservedAt = s_day.AddDays(3),
        Lines = lines,
    };

    private static BillLine Line(string meter, decimal amount) => new()
    {
        Kind = BillLineKind.Usage,
        Meter = meter,
        Provider = "openai",
        Amount = amount,
        Currency = "USD",
    };

    private static BillLine Full() => new()
    {
        Kind = BillLineKind.Credit,
        Meter = "gpt-4o, input",
        Provider = "openai",
        Account = "proj_a",
        ApiKeyId = "key_1",
        Model = "gpt-4o",
        Unit = "input",
        Quantity = 500_000,
        QuantityUnit = "tokens",
        Requests = 4,
        Amount = -1.2500000000000002m,
        Currency = "EUR",
        ServiceTier = "batch",
        Region = "eu",
        IsGuess = true,
        Raw = """{"line_item":"gpt-4o, input"}""",
    };
}
