using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>Reads the pages of a report of OpenAI or Anthropic.</summary>
internal static class BillPages
{
    /// <summary>Reads all pages.</summary>
    /// <param name="source">The name of the source in messages.</param>
    /// <param name="report">The name of the report in messages.</param>
    /// <param name="read">
    /// A function that reads the page for a token, or the first page if the token is null. A token is valid only for its query,
    /// so the query must be the same for all pages. If it returns <see langword="null"/>, no more pages are read.
    /// </param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="BillSourceException">A page contradicts the provider's documentation.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(
        string source,
        string report,
        Func<string?, CancellationToken, Task<JsonElement?>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        string? token = null;
        while (await read(token, cancellationToken).ConfigureAwait(false) is { } page)
        {
            if (page.ValueKind is not JsonValueKind.Object)
            {
                throw Fault(source, report, $"the page is of the type {page.ValueKind}");
            }

            yield return page;

            token = Next(page, source, report);
            if (token is null)
            {
                yield break;
            }

            if (!tokens.Add(token))
            {
                throw Fault(source, report, "a page was returned a second time, so the pages do not end");
            }
        }
    }

    /// <summary>Returns the elements of a required array.</summary>
    public static JsonElement.ArrayEnumerator Items(JsonElement parent, string name, string source, string report) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var items)
            && items.ValueKind is JsonValueKind.Array
            ? items.EnumerateArray()
            : throw Fault(source, report, $"'{name}' is not a list");

    public static BillSourceException Fault(string source, string report, string what, Exception? cause = null)
    {
        var message = $"{source}: '{report}' contradicts its documentation: {what}. Nothing after it was read.";
        return cause is null ? new BillSourceException(message) : new BillSourceException(message, cause);
    }

    private static string? Next(JsonElement page, string source, string report)
    {
        try
        {
            return page.Flag("has_more") is not true
                ? null
                : page.Text("next_page") is { Length: > 0 } next
                ? next
                : throw Fault(source, report, "there are more pages, but no token for the next page");
        }
        catch (FormatException e)
        {
            throw Fault(source, report, e.Message, e);
        }
    }
}
