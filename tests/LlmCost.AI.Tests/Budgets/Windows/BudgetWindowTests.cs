using System.Globalization;
using FsCheck.Xunit;

namespace LlmCost.AI.Tests.Budgets;

public sealed class BudgetWindowTests
{
    private static readonly string[] s_zones =
    [
        "UTC", "Europe/Vienna", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu",
        "Pacific/Chatham", "Pacific/Apia", "America/Havana", "Africa/Casablanca", "Atlantic/Azores", "Asia/Beirut",
    ];

    private static readonly string[] s_calendar = ["Day", "Week", "Month", "Year"];

    [Theory]
    [InlineData("Minute", "2026-03-29T10:11:12.345Z", "2026-03-29T10:11:00Z", "2026-03-29T10:12:00Z")]
    [InlineData("Hour", "2026-03-29T10:11:12.345Z", "2026-03-29T10:00:00Z", "2026-03-29T11:00:00Z")]
    [InlineData("hour", "2026-03-29T10:00:00Z", "2026-03-29T10:00:00Z", "2026-03-29T11:00:00Z")]
    [InlineData("Hour", "2026-03-29T10:11:12+05:45", "2026-03-29T04:00:00Z", "2026-03-29T05:00:00Z")]
    public void At_OfAFixedWindow_IsAlignedInUtc(string window, string now, string start, string end) =>
        AssertWindow(new() { Window = window, TimeZone = "Asia/Kathmandu" }, now, start, end);

    [Theory]
    [InlineData("UTC", "2026-06-15T12:00:00Z", "2026-06-15T00:00:00Z", "2026-06-16T00:00:00Z")]
    [InlineData("Europe/Vienna", "2026-06-14T22:00:00Z", "2026-06-14T22:00:00Z", "2026-06-15T22:00:00Z")]
    [InlineData("Europe/Vienna", "2026-06-14T21:59:59.9999999Z", "2026-06-13T22:00:00Z", "2026-06-14T22:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-06-15T12:00:00Z", "2026-06-14T18:15:00Z", "2026-06-15T18:15:00Z")]
    [InlineData("Australia/Adelaide", "2026-06-15T12:00:00Z", "2026-06-14T14:30:00Z", "2026-06-15T14:30:00Z")]
    [InlineData("Pacific/Chatham", "2026-06-15T12:00:00Z", "2026-06-15T11:15:00Z", "2026-06-16T11:15:00Z")]
    public void At_OfADay_StartsAtMidnightOfTheZone(string zone, string now, string start, string end) =>
        AssertWindow(new() { Window = "Day", TimeZone = zone }, now, start, end);

    [Theory]
    [InlineData("Europe/Vienna", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23)]
    [InlineData("Europe/Vienna", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25)]
    [InlineData("America/New_York", "2026-03-08T12:00:00Z", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", 23)]
    [InlineData("America/New_York", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z", 25)]
    [InlineData("Australia/Sydney", "2026-04-05T02:00:00Z", "2026-04-04T13:00:00Z", "2026-04-05T14:00:00Z", 25)]
    [InlineData("Australia/Sydney", "2026-10-04T02:00:00Z", "2026-10-03T14:00:00Z", "2026-10-04T13:00:00Z", 23)]
    [InlineData("Australia/Lord_Howe", "2026-04-05T02:00:00Z", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z", 24.5)]
    public void At_OfADayOnWhichClocksChange_HasMoreOrFewerHours(
        string zone, string now, string start, string end, double hours)
    {
        AssertWindow(new() { Window = "Day", TimeZone = zone }, now, start, end);
        Assert.Equal(hours, (Time(end) - Time(start)).TotalHours);
    }

    /// <summary>In Chile, clocks change from 24:00 to 01:00.</summary>
    [Fact]
    public void At_OfADayWhoseStartIsSkipped_StartsAtTheNextValidTime()
    {
        var options = new BudgetOptions { Window = "Day", TimeZone = "America/Santiago" };

        AssertWindow(options, "2025-09-07T12:00:00Z", "2025-09-07T04:00:00Z", "2025-09-08T03:00:00Z");
        AssertWindow(options, "2025-09-07T03:59:59Z", "2025-09-06T04:00:00Z", "2025-09-07T04:00:00Z");
    }

    /// <summary>In Vienna, clocks change from 02:00 to 03:00, and later from 03:00 to 02:00.</summary>
    [Fact]
    public void At_OfADayThatStartsWithinAChange_StartsAtTheNextValidTimeOrTheFirstOfTwo()
    {
        var options = new BudgetOptions { Window = "Day", TimeZone = "Europe/Vienna", DayStartsAt = 2 };

        AssertWindow(options, "2026-03-29T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z");
        AssertWindow(options, "2026-10-25T12:00:00Z", "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z");
        AssertWindow(options, "2026-10-25T00:30:00Z", "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z");
        AssertWindow(options, "2026-10-25T01:30:00Z", "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z");
    }

    /// <summary>In Havana, clocks change from 01:00 to 00:00.</summary>
    [Fact]
    public void At_OfADayWhoseStartOccursTwice_StartsAtTheFirst() => AssertWindow(
        new() { Window = "Day", TimeZone = "America/Havana" },
        "2025-11-02T05:30:00Z",
        "2025-11-02T04:00:00Z",
        "2025-11-03T05:00:00Z");

    /// <summary>Samoa skipped December 30, 2011.</summary>
    [Fact]
    public void At_AroundADayThatDoesNotExist_HasNoWindowForIt()
    {
        var options = new BudgetOptions { Window = "Day", TimeZone = "Pacific/Apia" };

        AssertWindow(options, "2011-12-30T09:59:59Z", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z");
        AssertWindow(options, "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z");
    }

    [Fact]
    public void At_OfADayThatStartsLater_BelongsToThePreviousDateBefore()
    {
        var options = new BudgetOptions { Window = "Day", TimeZone = "UTC", DayStartsAt = 6 };

        AssertWindow(options, "2026-06-15T05:59:59Z", "2026-06-14T06:00:00Z", "2026-06-15T06:00:00Z");
        AssertWindow(options, "2026-06-15T06:00:00Z", "2026-06-15T06:00:00Z", "2026-06-16T06:00:00Z");
    }

    [Theory]
    [InlineData(DayOfWeek.Monday, "2026-06-15T00:00:00Z", "2026-06-22T00:00:00Z")]
    [InlineData(DayOfWeek.Sunday, "2026-06-14T00:00:00Z", "2026-06-21T00:00:00Z")]
    [InlineData(DayOfWeek.Wednesday, "2026-06-17T00:00:00Z", "2026-06-24T00:00:00Z")]
    [InlineData(DayOfWeek.Thursday, "2026-06-11T00:00:00Z", "2026-06-18T00:00:00Z")]
    public void At_OfAWeek_StartsOnItsFirstDay(DayOfWeek first, string start, string end) => AssertWindow(
        new() { Window = "Week", WeekStartsOn = first }, "2026-06-17T12:00:00Z", start, end);

    [Theory]
    [InlineData(1, "2026-02-28T12:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")]
    [InlineData(1, "2028-02-29T12:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    [InlineData(15, "2026-03-14T23:59:59Z", "2026-02-15T00:00:00Z", "2026-03-15T00:00:00Z")]
    [InlineData(31, "2026-01-31T00:00:00Z", "2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z")]
    [InlineData(31, "2026-02-28T00:00:00Z", "2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z")]
    [InlineData(31, "2026-03-30T00:00:00Z", "2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z")]
    [InlineData(31, "2026-04-30T00:00:00Z", "2026-04-30T00:00:00Z", "2026-05-31T00:00:00Z")]
    [InlineData(31, "2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z", "2028-03-31T00:00:00Z")]
    [InlineData(30, "2028-02-28T00:00:00Z", "2028-01-30T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData(5, "2026-12-31T00:00:00Z", "2026-12-05T00:00:00Z", "2027-01-05T00:00:00Z")]
    public void At_OfAMonth_StartsOnItsDayOrTheLastDay(int day, string now, string start, string end) =>
        AssertWindow(new() { Window = "Month", MonthStartsOn = day }, now, start, end);

    [Fact]
    public void At_OfAMonth_StartsInTheZone() => AssertWindow(
        new() { Window = "Month", TimeZone = "Europe/Vienna" },
        "2026-03-31T22:00:00Z",
        "2026-03-31T22:00:00Z",
        "2026-04-30T22:00:00Z");

    [Fact]
    public void At_OfAYear_StartsOnJanuary1OfTheZone() => AssertWindow(
        new() { Window = "Year", TimeZone = "America/New_York", MonthStartsOn = 15 },
        "2026-01-01T04:59:59Z",
        "2025-01-01T05:00:00Z",
        "2026-01-01T05:00:00Z");

    [Theory]
    [InlineData("Lifetime", false, false)]
    [InlineData("Request", true, false)]
    [InlineData("Run", false, true)]
    public void At_OfAWindowWithoutEnd_IsAlwaysTheSame(string name, bool isRequest, bool isRun)
    {
        var window = BudgetWindow.Create(new() { Window = name });

        Assert.Equal(new(DateTimeOffset.UnixEpoch, null, null, 0), window.At(Time("2026-06-15T12:00:00Z")));
        Assert.Equal((isRequest, isRun), (window.IsRequest, window.IsRun));
    }

    [Theory]
    [InlineData("00:01:00", "00:00:01", 60)]
    [InlineData("01:00:00", "00:01:00", 60)]
    [InlineData("1.00:00:00", "00:24:00", 60)]
    [InlineData("31.00:00:00", "12:24:00", 60)]
    [InlineData("00:00:50", "00:00:01", 50)]
    [InlineData("00:01:10", "00:00:02", 35)]
    [InlineData("00:00:01", "00:00:00.020", 50)]
    [InlineData("00:00:07", "00:00:00.125", 56)]
    [InlineData("00:01:01", "00:00:01.220", 50)]
    [InlineData("00:00:01.0000001", "00:00:00.017", 59)]
    public void At_OfARollingWindow_HasBucketsThatCoverIt(string length, string bucket, int buckets)
    {
        var period = BudgetWindow.Create(new() { Window = length }).At(Time("2026-06-15T12:00:00Z"));

        Assert.Equal(
            new(DateTimeOffset.UnixEpoch, null, TimeSpan.Parse(bucket, CultureInfo.InvariantCulture), buckets), period);
        Assert.InRange(period.Buckets, 12, 60);
        Assert.True(period.Buckets * period.BucketLength!.Value >= TimeSpan.Parse(length, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Request", true)]
    [InlineData("run", true)]
    [InlineData("MINUTE", true)]
    [InlineData("Hour", true)]
    [InlineData("Day", true)]
    [InlineData("Week", true)]
    [InlineData("Month", true)]
    [InlineData("Year", true)]
    [InlineData("Lifetime", true)]
    [InlineData("00:00:01", true)]
    [InlineData("31.00:00:00", true)]
    [InlineData("00:00:00.9", false)]
    [InlineData("31.00:00:01", false)]
    [InlineData("-00:01:00", false)]
    [InlineData("None", false)]
    [InlineData("Monthly", false)]
    [InlineData("Day, Week", false)]
    [InlineData("5", false)]
    [InlineData("", false)]
    public void IsKnown_IsTrueForNamesAndTimeSpans(string window, bool expected) =>
        Assert.Equal(expected, BudgetWindow.IsKnown(window));

    [Property(MaxTest = 200, EndSize = 10_000)]
    public void Windows_OfAnyCalendar_TileTimeWithoutGapOrOverlap(
        uint zone, uint kind, uint hour, uint weekday, uint anchor, uint minutes)
    {
        var options = new BudgetOptions
        {
            Window = s_calendar[kind % s_calendar.Length],
            TimeZone = s_zones[zone % s_zones.Length],
            DayStartsAt = (int)(hour % 24),
            WeekStartsOn = (DayOfWeek)(weekday % 7),
            MonthStartsOn = 1 + (int)(anchor % 31),
        };
        var now = Time("2005-01-01T00:00:00Z").AddMinutes(minutes * 7919L % (30L * 365 * 24 * 60));
        var period = BudgetWindow.Create(options).At(now);
        Assert.InRange(now, period.Start, period.End!.Value.AddTicks(-1));

        for (var i = 0; i < 20; i++)
        {
            // A new window object is created, because a window caches its latest period.
            Assert.Equal(period, BudgetWindow.Create(options).At(period.Start));
            Assert.Equal(period, BudgetWindow.Create(options).At(period.End!.Value.AddTicks(-1)));
            var next = BudgetWindow.Create(options).At(period.End!.Value);
            Assert.Equal(period.End, next.Start);
            Assert.True(next.End > next.Start);
            period = next;
        }
    }

    private static void AssertWindow(BudgetOptions options, string now, string start, string end) => Assert.Equal(
        new(Time(start), Time(end), null, 0), BudgetWindow.Create(options).At(Time(now)));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
