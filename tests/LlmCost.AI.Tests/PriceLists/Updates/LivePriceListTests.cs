using System.Text;

namespace LlmCost.AI.Tests;

/// <summary>Tests price lists that a package updates while the app runs.</summary>
public sealed class LivePriceListTests : IDisposable
{
    private readonly TestMeter _meter = new();
    private readonly LivePriceList _list;

    public LivePriceListTests() => _list = _meter.Meter.Prices.AddList("database");

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void Update_AppliesToTheNextCall_BeforeTheCatalog()
    {
        Assert.Equal(2.5m, Input("gpt-4o"));

        Assert.Equal(PriceUpdateOutcome.Applied, Update(("gpt-4o", 3)));

        Assert.Equal(3, Input("gpt-4o"));
        Assert.Equal("database", Estimate().PriceListName);
    }

    [Fact]
    public void FirstAddedList_TakesPrecedence()
    {
        var second = _meter.Meter.Prices.AddList("network");
        second.Update(Content(("gpt-4o", 4)), _meter.Meter.Prices.ChangeLimits, _meter.Time.GetUtcNow());
        Assert.Equal(4, Input("gpt-4o"));

        Update(("gpt-4o", 3));

        Assert.Equal(3, Input("gpt-4o"));
    }

    [Fact]
    public void ImplausibleChange_IsHeld_UntilItIsAccepted()
    {
        Update(("a", 1));

        Assert.Equal(PriceUpdateOutcome.Held, Update(("a", 100)));

        Assert.Equal(1, Input("a"));
        var held = Assert.Single(_list.HeldChanges);
        Assert.Equal(held, Assert.Single(_meter.Meter.HeldPriceChanges));
        Assert.Equal("a", Assert.Single(_list.RetainedPrices).Model);

        Assert.True(_list.Review(_meter.Meter.Prices.ChangeLimits with { Accepted = [held.Id] }, _meter.Time.GetUtcNow()));
        Assert.Equal(100, Input("a"));
        Assert.Empty(_list.HeldChanges);
        Assert.Empty(_list.RetainedPrices);
    }

    [Fact]
    public void SameList_IsUnchanged()
    {
        Update(("a", 1));

        Assert.Equal(PriceUpdateOutcome.Unchanged, Update(("a", 1)));
    }

    [Fact]
    public void RestoredList_HasTheRetainedPrices()
    {
        Update(("a", 1), ("b", 1));
        Update(("a", 100), ("b", 2));
        using var other = new TestMeter();
        var restored = other.Meter.Prices.AddList("database");

        restored.Restore(Content(("a", 100), ("b", 2)), _meter.Time.GetUtcNow(), _list.RetainedPrices, _list.HeldChanges);

        Assert.Equal((1, 2), (Input("a", other), Input("b", other)));
        Assert.Equal(_list.RetainedPrices, restored.RetainedPrices);
    }

    [Fact]
    public void RetainedPrice_EqualsThePriceInItsList()
    {
        Update(("a", 1));
        Update(("a", 100));

        Assert.Contains(Assert.Single(_list.RetainedPrices), _list.Read(Content(("a", 1))));
        Assert.DoesNotContain(Assert.Single(_list.RetainedPrices), _list.Read(Content(("a", 100))));
    }

    [Fact]
    public void InvalidRetainedPrice_HasNoEffect()
    {
        var damaged = new ListedPrice { Provider = "openai", Model = "a", Prices = "[{}]" };

        var fault = Assert.Throws<FormatException>(
            () => _list.Restore(Content(("a", 3)), _meter.Time.GetUtcNow(), [damaged], []));

        Assert.StartsWith("database: the retained price of openai/a is not valid", fault.Message, StringComparison.Ordinal);
        Assert.Null(Input("a"));
        Assert.Null(_list.AsOf);
    }

    [Fact]
    public void InvalidList_HasNoEffect()
    {
        Update(("a", 1));

        Assert.Throws<FormatException>(() =>
            _list.Update("[]"u8.ToArray(), _meter.Meter.Prices.ChangeLimits, _meter.Time.GetUtcNow()));

        Assert.Equal(1, Input("a"));
    }

    [Fact]
    public void ReportedUpdate_IsCounted_AndLoggedWithTheHeldChanges()
    {
        using var updates = _meter.Collect<long>("llmcost.price_list.updates");
        Update(("a", 1));
        Update(("a", 100));

        _meter.Meter.Prices.ReportUpdate("database", PriceUpdateOutcome.Held);

        Assert.Equal("held", Assert.Single(updates.GetMeasurementSnapshot()).Tags["llmcost.price_list.update.outcome"]);
        Assert.Contains(
            _list.HeldChanges[0].Id, Assert.Single(_meter.Logs.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    private static byte[] Content(params (string Model, decimal Input)[] models) => Encoding.UTF8.GetBytes(
        $$"""
        {"provider":"openai","source":"https://example.com","checked":"2026-11-01","models":{
        {{string.Join(',', models.Select(model => FormattableString.Invariant($$"""
        "{{model.Model}}":{"prices":[{"price":{"input":{{model.Input}},"output":2} }] }
        """)))}}
        } }
        """);

    private PriceUpdateOutcome Update(params (string Model, decimal Input)[] models) =>
        _list.Update(Content(models), _meter.Meter.Prices.ChangeLimits, _meter.Time.GetUtcNow());

    private decimal? Input(string model, TestMeter? meter = null) =>
        (meter ?? _meter).Meter.FindPrice("openai", model)?.Rates.Input;

    private CostEstimate Estimate() => _meter.Meter.Estimate("openai", "gpt-4o", new TokenUsage { Input = 1 });
}
