using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace SimulatedProvider;

/// <summary>Reads the parameters of a report.</summary>
/// <param name="request">The request.</param>
/// <param name="dimensions">The dimensions of the report.</param>
/// <param name="invalid">A function that creates the provider's exception for an invalid parameter.</param>
internal sealed class ReportQuery(
    HttpRequest request, IReadOnlyList<ReportDimension> dimensions, Func<string, AdminApiException> invalid)
{
    private readonly Dictionary<string, StringValues> _values = request.Query
        .GroupBy(parameter => parameter.Key.EndsWith("[]", StringComparison.Ordinal) ? parameter.Key[..^2] : parameter.Key)
        .ToDictionary(parameters => parameters.Key, parameters => new StringValues(
            [.. parameters.SelectMany(parameter => parameter.Value)]));

    /// <summary>Gets the requested dimensions, in the order of the report.</summary>
    public IReadOnlyList<ReportDimension> Groups =>
        [.. dimensions.Where(dimension => Values("group_by").Contains(dimension.Name))];

    /// <summary>Throws if the request has an unknown parameter or groups by an unknown dimension.</summary>
    /// <param name="names">The names of the allowed parameters other than <c>group_by</c> and filters.</param>
    public void Check(params ReadOnlySpan<string> names)
    {
        foreach (var name in _values.Keys)
        {
            if (name is not "group_by" && !names.Contains(name) && dimensions.All(dimension => dimension.Filter != name))
            {
                throw invalid($"Unknown parameter: '{name}'.");
            }
        }

        foreach (var group in Values("group_by"))
        {
            if (dimensions.All(dimension => dimension.Name != group))
            {
                throw invalid(
                    $"group_by: '{group}' is not one of {string.Join(", ", dimensions.Select(dimension => dimension.Name))}.");
            }
        }
    }

    /// <summary>
    /// Returns the value of a parameter, or null if the parameter is missing. Throws if the parameter has several values.
    /// </summary>
    public string? Single(string name) => Values(name) switch
    {
        [] => null,
        [var value] => value,
        _ => throw invalid($"{name}: only one value is allowed."),
    };

    /// <summary>Returns true if the report is grouped by a dimension.</summary>
    public bool IsGroupedBy(string name) => Values("group_by").Contains(name);

    /// <summary>Returns true if an entry passes all filters.</summary>
    public bool Includes(BookKey key) => dimensions.All(dimension => dimension.Filter is null
        || !_values.ContainsKey(dimension.Filter)
        || Values(dimension.Filter).Contains(dimension.Value(key)));

    /// <summary>Returns the value of an entry in a dimension, or null if the report is not grouped by this dimension.</summary>
    public string? Grouped(string name, BookKey key) =>
        IsGroupedBy(name) ? dimensions.Single(dimension => dimension.Name == name).Value(key) : null;

    /// <summary>Returns the number of buckets per page.</summary>
    /// <param name="usual">The default number of buckets.</param>
    /// <param name="most">The maximum number of buckets.</param>
    public int Limit(int usual, int most) => Single("limit") switch
    {
        null => usual,
        var text when int.TryParse(text, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most => limit,
        var text => throw invalid($"limit: must be from 1 to {most}, not '{text}'."),
    };

    /// <summary>Returns the width of the buckets.</summary>
    /// <param name="names">The allowed names.</param>
    public TimeSpan Width(params ReadOnlySpan<string> names)
    {
        var name = Single("bucket_width") ?? "1d";

        return !names.Contains(name) ? throw invalid($"bucket_width: '{name}' is not one of {string.Join(", ", names!)}.")
            : name is "1h" ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
    }

    /// <summary>Returns the number of buckets on earlier pages.</summary>
    public int Skip()
    {
        if (Single("page") is not { } page)
        {
            return 0;
        }

        return page.StartsWith(PagePrefix, StringComparison.Ordinal)
            && int.TryParse(page.AsSpan(PagePrefix.Length), CultureInfo.InvariantCulture, out var skip)
            ? skip
            : throw invalid("page: the token is invalid, or belongs to another query.");
    }

    /// <summary>Returns the token of the page that begins after a number of buckets.</summary>
    public string Page(int skip) => string.Create(CultureInfo.InvariantCulture, $"{PagePrefix}{skip}");

    private string PagePrefix
    {
        get
        {
            var query = _values.Where(parameter => parameter.Key is not "page")
                .OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
                .Select(parameter => $"{parameter.Key}={parameter.Value}");
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Path}?{string.Join('&', query)}"));

            return $"page_{Convert.ToHexStringLower(hash.AsSpan(0, 6))}_";
        }
    }

    private string[] Values(string name) => _values.GetValueOrDefault(name).OfType<string>().ToArray();
}
