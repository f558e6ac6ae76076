using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCost.AI.Tests;

/// <summary>Represents a page in the browser.</summary>
internal sealed class BrowserPage(Browser browser, string name, Uri origin) : IAsyncDisposable
{
    /// <summary>The time in milliseconds after which a test stops waiting.</summary>
    public const int Deadline = 30_000;

    /// <summary>An expression that is true when the page shows the requested data.</summary>
    private const string Ready = """
        document.querySelector('main .panel, main .tiles, main .first') !== null && !/Loading …/.test(document.body.innerText)
        """;

    /// <summary>
    /// Reads a table as rows of cells. Amounts are read from their tooltips, because only the tooltips contain all digits.
    /// </summary>
    private const string Read = """
        (table => table === null ? null : [...table.querySelectorAll('tr')].map(row => [...row.cells].map(cell => {
          const money = [...cell.querySelectorAll('.money')].map(amount => amount.title);
          return money.length > 0 ? money.join(' – ') : (cell.querySelector('bdi.name')?.title || cell.innerText.trim());
        })))
        """;

    /// <summary>
    /// Opens an address of the dashboard, such as <c>/llmcost/#/calls</c>, and waits until the page shows its data.
    /// </summary>
    public async Task GoAsync(string address)
    {
        await LoadAsync(address);
        await WaitAsync(Ready);
    }

    /// <summary>Opens an address without waiting for the dashboard.</summary>
    public Task LoadAsync(string address) => SendAsync("goto", ("url", new Uri(origin, address).ToString()));

    /// <summary>Goes to another view of the page, such as <c>calls?range=24h</c>, without reloading it.</summary>
    public async Task ShowAsync(string view)
    {
        await EvaluateAsync($"location.hash = {Text($"#/{view}")}");
        await WaitAsync($"location.hash === {Text($"#/{view}")} && {Ready}");
        await FrameAsync();
    }

    /// <summary>Waits until an expression is true, and returns its value.</summary>
    public Task<JsonElement> WaitAsync(string expression) =>
        SendAsync("wait", ("expression", expression), ("timeout", Deadline));

    public Task WaitForTextAsync(string text) => WaitAsync($"document.body.innerText.includes({Text(text)})");

    public Task<JsonElement> EvaluateAsync(string expression) => SendAsync("evaluate", ("expression", expression));

    public async Task<string> TextAsync(string selector) =>
        (await EvaluateAsync($"document.querySelector({Text(selector)}).innerText")).GetString()!;

    /// <summary>Waits until the browser has drawn the latest changes.</summary>
    public Task FrameAsync() => EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    public Task ClickAsync(string selector) => SendAsync("click", ("selector", selector), ("timeout", Deadline));

    public Task PressAsync(string key) => SendAsync("press", ("key", key));

    public async Task ResizeAsync(int width, int height = 900)
    {
        await SendAsync("resize", ("width", width), ("height", height));
        await FrameAsync();
    }

    public Task SetColorSchemeAsync(string colorScheme) => SendAsync("media", ("colorScheme", colorScheme));

    public Task ScreenshotAsync(string path, bool fullPage = false) =>
        SendAsync("screenshot", ("path", path), ("fullPage", fullPage));

    /// <summary>Returns the metrics of the browser's performance domain.</summary>
    public Task<JsonElement> MeasureAsync() => SendAsync("measure");

    /// <summary>Returns the rows of the table in the region with this name, starting with the headers.</summary>
    public async Task<List<List<string>>> TableAsync(string region)
    {
        var table = await WaitAsync($"{Read}(document.querySelector('[aria-label=' + CSS.escape({Text(region)}) + '] table'))");
        return [.. table.EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetString()!).ToList())];
    }

    /// <summary>Returns the values of a column of a table.</summary>
    public async Task<List<string>> ColumnAsync(string region, string header)
    {
        var table = await TableAsync(region);
        var index = table[0].FindIndex(cell => cell.TrimEnd('▲', '▼', '\n') == header);
        Assert.True(index >= 0, $"{region} has no column {header}: {string.Join(", ", table[0])}");
        return [.. table.Skip(1).Select(row => row[index])];
    }

    /// <summary>Repeats a check until it passes, because a page shows data shortly after the response arrives.</summary>
    public static async Task EventuallyAsync(Func<Task> check)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await check();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (watch.ElapsedMilliseconds < Deadline)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Checks the values of a column of a table.</summary>
    public Task AssertColumnAsync(string region, string header, IEnumerable<string> expected)
    {
        List<string> all = [.. expected];
        return EventuallyAsync(async () => Assert.Equal(all, await ColumnAsync(region, header)));
    }

    /// <summary>
    /// Checks that the page had no errors, no violations of the content security policy, and no requests to other origins.
    /// </summary>
    public async Task AssertNoFaultAsync() => Assert.Empty(Strings(await SendAsync("faults")));

    /// <summary>
    /// Returns and clears the faults that the test caused, such as failed requests to a server that was stopped.
    /// </summary>
    public async Task<List<string>> TakeFaultsAsync() => Strings(await SendAsync("faults"));

    /// <summary>Checks that the page is accessible.</summary>
    public async Task AssertAccessibleAsync(string where) =>
        Assert.Equal([], Strings(await SendAsync("axe")).Select(violation => $"{where}: {violation}"));

    /// <summary>Checks that the page does not scroll horizontally.</summary>
    public async Task AssertFitsAsync(string where)
    {
        var over = await EvaluateAsync("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(over.GetInt32() <= 0, $"{where} is {over} px too wide.");
    }

    public async ValueTask DisposeAsync() => await SendAsync("close");

    /// <summary>Returns a JavaScript literal.</summary>
    public static string Text(string text) => JsonSerializer.Serialize(text);

    private static List<string> Strings(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];

    private Task<JsonElement> SendAsync(string command, params (string Name, JsonNode? Value)[] arguments) =>
        browser.SendAsync(name, command, arguments);
}
