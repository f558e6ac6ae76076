namespace LlmCost.AI.Tests;

public sealed class SeriesTagsCacheTests
{
    private readonly SeriesTagsCache _cache = new();

    [Fact]
    public void Get_SameStrings_IsTheSameObject()
    {
        var model = Attributes("gpt-5.1");

        Assert.Same(_cache.Get(model, UsageSource.Reported), _cache.Get([.. model], UsageSource.Reported));
    }

    [Fact]
    public void Get_AnotherValue_IsAnotherSeries() =>
        Assert.NotSame(_cache.Get(Attributes("gpt-5.1"), UsageSource.Reported), _cache.Get(Attributes("gpt-5.2"), UsageSource.Reported));

    [Fact]
    public void Get_MoreThanAreKept_StaysBoundedAndRight()
    {
        for (var i = 0; i < 3 * SeriesTagsCache.MaxSeries; i++)
        {
            var attributes = Attributes($"model-{i}");

            Assert.Equal(attributes, _cache.Get(attributes, UsageSource.Reported).Calls.ToArray());
        }

        Assert.InRange(_cache.Count, 1, SeriesTagsCache.MaxSeries);
    }

    [Fact]
    public void Series_OfACall_AreThoseOfItsNamesAndSourceAlone()
    {
        var record = new CostRecord { OperationName = "chat", ResponseModel = "gpt-5.1", Tags = [new("team", "search")] };
        var series = _cache.Get(
            [
                new(GenAIAttributes.OperationName, "chat"),
                new(GenAIAttributes.ResponseModel, "gpt-5.1"),
                new("team", "search"),
                new(LlmCostAttributes.UsageSource, "reported"),
            ],
            UsageSource.Reported);

        Assert.True(series.IsOf(in record, ["team"]));
        Assert.False(series.IsOf(record with { ResponseModel = "gpt-5.2" }, ["team"]));
        Assert.False(series.IsOf(record with { ResponseModel = null }, ["team"]));
        Assert.False(series.IsOf(record with { Feature = "summarize" }, ["team"]));
        Assert.False(series.IsOf(record with { Tags = [] }, ["team"]));
        Assert.False(series.IsOf(record with { Tags = [new("team", "ads")] }, ["team"]));
        Assert.False(series.IsOf(record with { UsageSource = UsageSource.Estimated }, ["team"]));
        Assert.False(series.IsOf(in record, []));
    }

    private static KeyValuePair<string, object?>[] Attributes(string model) =>
        [new(GenAIAttributes.ResponseModel, model), new(LlmCostAttributes.UsageSource, "reported")];
}
