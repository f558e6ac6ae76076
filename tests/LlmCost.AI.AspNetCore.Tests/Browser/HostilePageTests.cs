using Microsoft.Extensions.DependencyInjection;

namespace LlmCost.AI.Tests;

/// <summary>Tests that the page shows every name as plain text, because untrusted users can choose names.</summary>
[Collection(BrowserTests.Name)]
public sealed class HostilePageTests(Browser browser)
{
    private const string Blank = " ";

    private static readonly string[] s_names =
    [
        "<img src=x onerror=alert(1)>",
        "\"><script>alert(2)</script>",
        "'onfocus='alert(3)' autofocus='",
        "</title></textarea></pre><iframe srcdoc='<script>parent.alert(4)</script>'>",
        "javascript:alert(5)",
        "{{constructor.constructor('alert(6)')()}} ${alert(7)}",
        "&lt;b&gt; &amp;amp; &#x3c;",
        "=HYPERLINK(\"http://evil.example/\",\"x\")",
        "__proto__",
        "constructor",
        "#/calls?model=x&by=feature",
        "%00%ff%",
        "../../api/calls",
        "line\r\nbreak",
        "\0",
        "half \ud83e",
        "\u001b[31mred",
        "\u202egpt\u202c",
        "\u2028\ufeff\ufffe\uffff",
        "שלום",
        "要約 🧾",
        Blank,
        new('x', 4_096),
    ];

    [Fact]
    public async Task EveryName_IsShownAsPlainTextOnEveryPage()
    {
        await using var app = await DashboardApp.StartAsync(
            metering => metering.AddBudgets(
                budgets => budgets.Add("day", budget => budget.Usd(1).PerDay().ForEach("user"))),
            settings:
            [
                ("LlmCost:MetricTags:0", "team"), ("LlmCost:Dashboard:ShowTags:0", "user"),
                ("LlmCost:Dashboard:TraceUrl", "https://traces.example/?\"><script>alert(8)</script>={traceId}"),
            ]);
        foreach (var name in s_names)
        {
            using var scope = CostScope.Begin(name, ("team", name), ("user", name));
            foreach (var usd in new decimal?[] { 0.25m, null })
            {
                app.Meter.Record(new PaidCall
                {
                    OperationName = name is Blank ? "chat" : name,
                    ProviderName = name is Blank ? "provider" : name,
                    Model = name is Blank ? "model" : name,
                    ResponseModel = name,
                    ResponseId = name,
                    Account = name,
                    ErrorType = name,
                    Usage = new TokenUsage { Input = 10, Output = 1 },
                    ReportedCost = usd,
                    Outcome = CallOutcome.Failed,
                });
            }

            await app.App.Services.GetRequiredService<CostBudgets>().ChargeAsync(0.01m, TestContext.Current.CancellationToken);
        }

        await using var page = await browser.OpenAsync(app.Client.BaseAddress!);
        await page.GoAsync("/llmcost/");
        List<string> views = ["quality", "budgets", "calls", "breakdown?by=class"];
        foreach (var by in new[] { "model", "feature", "provider", "operation", "tag:team" })
        {
            views.Add($"now?by={Uri.EscapeDataString(by)}");
            views.Add($"breakdown?by={Uri.EscapeDataString(by)}");
        }

        // An address can't contain lone surrogates, and Kestrel rejects addresses of more than 8 KB.
        foreach (var name in s_names.Where(name => name.Length < 1_000 && !name.Any(char.IsSurrogate)))
        {
            views.Add($"now?model={Uri.EscapeDataString(name)}&tag:{Uri.EscapeDataString(name)}={Uri.EscapeDataString(name)}");
        }

        views.AddRange(app.Records.All.Where(record => record.Cost is null).Select(record => $"call/{record.Id}"));
        foreach (var view in views)
        {
            await page.ShowAsync(view);
            await AssertTextAsync(page, view);
        }

        await page.ShowAsync("breakdown?by=feature");
        await BrowserPage.EventuallyAsync(async () =>
        {
            var features = await page.ColumnAsync("Spend by feature", "Feature");
            Assert.Equal(s_names.Length, features.Count);
            Assert.Contains(s_names[0], features);
        });

        // The only allowed fault is that the server rejects names that are not valid filters.
        Assert.All(
            await page.TakeFaultsAsync(), fault => Assert.Matches("^(400 |console: Failed to load resource.* 400)", fault));
    }

    private static async Task AssertTextAsync(BrowserPage page, string view)
    {
        var injected = await page.EvaluateAsync("""
            [...document.querySelectorAll('img, iframe, object, embed, base, form, b, script:not([src]), [onerror], [onfocus]')]
              .concat([...document.querySelectorAll('main i:not([class], [aria-hidden])')])
              .concat([...document.querySelectorAll('a[href]')].filter(link =>
                !/^(#|api\/|https:\/\/traces\.example\/)/.test(link.getAttribute('href'))))
              .map(element => element.outerHTML.slice(0, 200))
            """);
        Assert.True(injected.GetArrayLength() is 0, $"{view}: {injected}");
    }
}
