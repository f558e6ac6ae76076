using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmCost.AI;

/// <summary>Handles the requests of the page.</summary>
internal sealed class DashboardEndpoints(
    CostDashboard dashboard, DashboardAccess access, TimeProvider timeProvider, CancellationToken stopping)
{
    private const string Json = "application/json; charset=utf-8";

    /// <summary>The interval of keep-alive comments. Proxies close idle connections.</summary>
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    private static readonly byte[] s_retry = "retry: 2000\n"u8.ToArray();
    private static readonly byte[] s_comment = ":\n\n"u8.ToArray();

    /// <summary>Returns the page.</summary>
    public async Task PageAsync(HttpContext context)
    {
        DashboardHeaders.Add(context.Response);
        var path = context.Request.PathBase.Add(context.Request.Path).Value ?? "";
        if (!path.EndsWith('/'))
        {
            // The relative URLs in the page require a trailing slash. The redirect is relative, too, so that it keeps the prefix
            // of a proxy.
            context.Response.StatusCode = StatusCodes.Status302Found;
            context.Response.Headers.Location = Uri.EscapeDataString(path[(path.LastIndexOf('/') + 1)..]) + "/"
                + context.Request.QueryString;
            return;
        }

        if (!access.TryAcceptToken(context) && await access.AllowsAsync(context))
        {
            await DashboardAssets.ServePageAsync(context);
        }
    }

    /// <summary>Returns a file of the page.</summary>
    public async Task AssetAsync(HttpContext context)
    {
        DashboardHeaders.Add(context.Response);
        if (await access.AllowsAsync(context))
        {
            await DashboardAssets.ServeAsync(context, (string)context.Request.RouteValues["name"]!);
        }
    }

    /// <summary>Returns the snapshot.</summary>
    public Task SnapshotAsync(HttpContext context) => AnswerAsync(context, _ => Done(dashboard.SnapshotJson()));

    /// <summary>Returns a summary.</summary>
    public Task SummaryAsync(HttpContext context) => AnswerAsync(
        context,
        async request => await dashboard.ReadSummaryAsync(
            request.Query, request.QueryString.Value ?? "", context.RequestAborted));

    /// <summary>Returns calls.</summary>
    public Task CallsAsync(HttpContext context) => AnswerAsync(
        context, async request => await dashboard.ReadCallsAsync(request.Query, context.RequestAborted));

    /// <summary>Returns calls as a CSV file.</summary>
    public async Task CsvAsync(HttpContext context)
    {
        if (!await BeginAsync(context))
        {
            return;
        }

        try
        {
            var parts = dashboard.ReadCsv(context.Request.Query, context.RequestAborted);
            context.Response.ContentType = "text/csv; charset=utf-8";
            context.Response.Headers.ContentDisposition = "attachment; filename=\"llm-calls.csv\"";
            await foreach (var part in parts)
            {
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
            }
        }
        catch (QueryException e)
        {
            await ProblemAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }

    /// <summary>Returns the bill of a call.</summary>
    public Task ReceiptAsync(HttpContext context) => AnswerAsync(context, async request =>
        Guid.TryParse(request.RouteValues["id"] as string, out var id)
            ? await dashboard.ReadReceiptAsync(id, context.RequestAborted)
            : null);

    /// <summary>Returns the cost of a call on other models.</summary>
    public Task WhatIfAsync(HttpContext context) => AnswerAsync(context, async request =>
        Guid.TryParse(request.Query["call"], out var id) ? await dashboard.ReadWhatIfAsync(id, context.RequestAborted) : null);

    /// <summary>Returns the explanation of a price.</summary>
    public Task ExplainAsync(HttpContext context) => AnswerAsync(context, request => Done(dashboard.Explain(request.Query)));

    /// <summary>Returns the data quality.</summary>
    public Task QualityAsync(HttpContext context) => AnswerAsync(context, _ => Done(dashboard.ReadQuality()));

    /// <summary>Returns the budgets.</summary>
    public Task BudgetsAsync(HttpContext context) =>
        AnswerAsync(context, async _ => await dashboard.ReadBudgetsAsync(context.RequestAborted));

    /// <summary>Streams one event per second until the page is closed or the app stops.</summary>
    public async Task StreamAsync(HttpContext context)
    {
        if (!await BeginAsync(context))
        {
            return;
        }

        var frames = dashboard.Frames;
        if (!frames.TryEnter())
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await StreamAsync(context, frames, ended.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The page was closed, or the app is stopping.
        }
        finally
        {
            frames.Leave();
        }
    }

    private static Task<byte[]?> Done(byte[] content) => Task.FromResult<byte[]?>(content);

    private static async Task WriteAsync(HttpContext context, byte[] content)
    {
        context.Response.ContentType = Json;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private async Task StreamAsync(HttpContext context, DashboardFrames frames, CancellationToken cancellationToken)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var body = context.Response.Body;
        var last = frames.Last;

        // The first event is sent in a single write, so that a stream that ends immediately never ends in the middle of an event.
        await body.WriteAsync((byte[])[.. s_retry, .. dashboard.Snapshot()], cancellationToken);
        while (true)
        {
            await body.FlushAsync(cancellationToken);
            var (frame, wait) = frames.After(last);
            if (frame is not null)
            {
                last = frame.Number;
                await body.WriteAsync(frame.Bytes, cancellationToken);
            }
            else if (wait is null)
            {
                last = frames.Last;
                await body.WriteAsync(dashboard.Snapshot(), cancellationToken);
            }
            else if (await Task.WhenAny(wait, Task.Delay(s_heartbeat, timeProvider, cancellationToken)) != wait)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await body.WriteAsync(s_comment, cancellationToken);
            }
        }
    }

    private async Task AnswerAsync(HttpContext context, Func<HttpRequest, Task<byte[]?>> read)
    {
        if (!await BeginAsync(context))
        {
            return;
        }

        byte[]? content;
        try
        {
            content = await read(context.Request);
        }
        catch (QueryException e)
        {
            await ProblemAsync(context, StatusCodes.Status400BadRequest, e.Message);
            return;
        }

        if (content is null)
        {
            await ProblemAsync(
                context, StatusCodes.Status404NotFound, "The call is no longer kept. Only the most recent calls are kept.");
            return;
        }

        await WriteAsync(context, content);
    }

    private async Task<bool> BeginAsync(HttpContext context)
    {
        DashboardHeaders.Add(context.Response);
        context.Response.Headers.CacheControl = "no-store";
        if (!await access.AllowsAsync(context))
        {
            return false;
        }

        if (DashboardHeaders.IsCrossSite(context.Request))
        {
            await ProblemAsync(context, StatusCodes.Status403Forbidden, "Pages of other sites may not read this.");
            return false;
        }

        return true;
    }

    private static Task ProblemAsync(HttpContext context, int status, string title)
    {
        context.Response.StatusCode = status;
        return WriteAsync(
            context, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                new ProblemAnswer { Title = title }, DashboardJson.Default.ProblemAnswer));
    }
}
