using System.Globalization;

namespace LlmCost.AI.Tests;

public sealed class PricePeriodTests
{
    private static readonly ModelPrice s_price = new() { Rates = new() { Input = 1 } };

    /// <summary>A period of four hours from 22:00 every day. 2026-11-27 is a Friday.</summary>
    private static readonly PricePeriod s_night = new() { Start = new(22, 0), End = new(2, 0), Price = s_price };

    [Theory]
    [InlineData("2026-11-27T21:59:59.9999999Z", false)]
    [InlineData("2026-11-27T22:00:00Z", true)]
    [InlineData("2026-11-28T00:00:00Z", true)]
    [InlineData("2026-11-28T01:59:59.9999999Z", true)]
    [InlineData("2026-11-28T02:00:00Z", false)]
    public void Contains_HoursAcrossMidnight_AreOnePeriod(string time, bool expected) =>
        Assert.Equal(expected, s_night.Contains(At(time)));

    [Theory]
    [InlineData("2026-11-27T23:00:00Z", true)]
    [InlineData("2026-11-28T01:00:00Z", false)] // This is already Saturday.
    [InlineData("2026-11-27T01:00:00Z", true)]
    public void Contains_DaysAcrossMidnight_UseTheDayOfTheRequest(string time, bool expected) =>
        Assert.Equal(expected, (s_night with { Days = [DayOfWeek.Friday] }).Contains(At(time)));

    [Theory]
    [InlineData("2026-11-27T23:00:00+00:00", true)]
    [InlineData("2026-11-28T04:00:00+05:00", true)]
    [InlineData("2026-11-27T23:00:00+05:00", false)]
    public void Contains_AnotherTimeZone_IsComparedInUtc(string time, bool expected) =>
        Assert.Equal(expected, s_night.Contains(At(time)));

    [Fact]
    public void Contains_From_IsInclusive()
    {
        var from = At("2026-11-27T00:00:00Z");
        var period = new PricePeriod { From = from, Price = s_price };

        Assert.False(period.Contains(from.AddTicks(-1)));
        Assert.True(period.Contains(from));
    }

    [Fact]
    public void At_SeveralApply_ReturnsTheLast()
    {
        var night = s_night with { Price = new() { Rates = new() { Input = 0.5m } } };
        var periods = new PriceHistory("m", [new PricePeriod { Price = s_price }, night]);

        Assert.Same(night.Price, periods.At(At("2026-11-27T23:00:00Z")));
        Assert.Same(s_price, periods.At(At("2026-11-27T12:00:00Z")));
    }

    [Fact]
    public void At_BeforeTheFirst_ReturnsNull() => Assert.Null(
        new PriceHistory("m", [new PricePeriod { From = At("2026-11-27T00:00:00Z"), Price = s_price }])
            .At(At("2026-11-26T23:59:59Z")));

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
