using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.Tests;

/// <summary>Represents a real Chromium process that all tests of the page share.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Process _process = new()
    {
        StartInfo = new ProcessStartInfo("node", [Repository.File("tests/dashboard-page/browse.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        },
    };

    private readonly ConcurrentQueue<string> _errors = new();
    private long _last;
    private Task _reading = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        var started = Expect(0);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginErrorReadLine();
        _reading = ReadAsync();
        await started.Task.WaitAsync(s_deadline, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(s_deadline);
        }
        finally
        {
            _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }

        await _reading;
        _writing.Dispose();
    }

    /// <summary>Opens an empty page that can send requests only to the given origin.</summary>
    internal async Task<BrowserPage> OpenAsync(
        Uri origin, string? locale = null, string? zone = null, int width = 1280, int height = 900, string colorScheme = "light")
    {
        var name = $"page-{Interlocked.Increment(ref _last)}";
        var options = new JsonObject
        {
            ["locale"] = locale ?? "en-US",
            ["timezoneId"] = zone ?? "UTC",
            ["colorScheme"] = colorScheme,
            ["viewport"] = new JsonObject { ["width"] = width, ["height"] = height },
        };
        await SendAsync(name, "open", ("options", options), ("origin", origin.GetLeftPart(UriPartial.Authority)));
        return new BrowserPage(this, name, origin);
    }

    internal async Task<JsonElement> SendAsync(string page, string command, params (string Name, JsonNode? Value)[] arguments)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = Expect(id);
        var line = new JsonObject { ["id"] = id, ["do"] = command, ["page"] = page };
        foreach (var (name, value) in arguments)
        {
            line[name] = value;
        }

        await _writing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _process.StandardInput.WriteLineAsync(line.ToJsonString());
            await _process.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }

        return await answer.Task.WaitAsync(s_deadline, TestContext.Current.CancellationToken);
    }

    private TaskCompletionSource<JsonElement> Expect(long id) => _waiting.GetOrAdd(
        id, _ => new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var answer = JsonDocument.Parse(line).RootElement;
            if (_waiting.TryRemove(answer.GetProperty("id").GetInt64(), out var waiting))
            {
                if (answer.TryGetProperty("error", out var error))
                {
                    waiting.SetException(new InvalidOperationException(error.GetString()));
                }
                else
                {
                    waiting.SetResult(answer.GetProperty("value"));
                }
            }
        }

        foreach (var waiting in _waiting.Values)
        {
            waiting.TrySetException(new InvalidOperationException($"The browser ended. {string.Join('\n', _errors)}"));
        }
    }
}
