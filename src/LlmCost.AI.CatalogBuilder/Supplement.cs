using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>
/// Represents facts about several models of a provider. The public lists lack these facts for some or all of the models.
/// </summary>
/// <param name="Provider">The provider.</param>
/// <param name="Models">
/// The models, by name or by a pattern with <c>*</c>. A pattern that contains <c>*</c> matches only models that are billed per
/// token. The pattern <c>*</c> alone matches only models with an output rate above zero.
/// </param>
/// <param name="Source">The page that states the facts.</param>
/// <param name="Checked">The date on which the facts were last checked.</param>
internal sealed record Supplement(string Provider, IReadOnlyList<string> Models, string Source, DateOnly Checked)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Gets the models to which the facts do not apply, by name or by a pattern with <c>*</c>.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>
    /// Gets rates as multiples of the input rate, for every prompt size. They replace the rates of the model, because the
    /// provider publishes the multiples and not the rates.
    /// </summary>
    public IReadOnlyDictionary<string, decimal> OfInput { get; init; } = new Dictionary<string, decimal>();

    /// <summary>
    /// Gets a value indicating whether the whole output of a response with reasoning is billed at the reasoning rate of the
    /// model.
    /// </summary>
    public bool HasThinkingMode { get; init; }

    public IReadOnlyList<PriceVariant> Variants { get; init; } = [];

    /// <summary>Gets variants whose rates are calculated from those of each model.</summary>
    public IReadOnlyList<CalculatedVariant> Calculated { get; init; } = [];

    public IReadOnlyList<FeeRate> Fees { get; init; } = [];

    public static IReadOnlyList<Supplement> ReadAll(string path) =>
        JsonSerializer.Deserialize<Supplement[]>(File.ReadAllBytes(path), s_options)!;

    /// <summary>Returns the models of the provider's file to which the facts apply.</summary>
    public IEnumerable<CatalogModel> In(CatalogFile file)
    {
        foreach (var name in Models)
        {
            var named = file.Models.Where(model => FileSystemName.MatchesSimpleExpression(name, model.Name)).ToList();
            if (named.Count is 0)
            {
                throw new FormatException($"Supplements.json: provider '{Provider}' has no model '{name}'.");
            }

            foreach (var model in named.Where(model => Is(name, model) && !Except.Any(pattern =>
                FileSystemName.MatchesSimpleExpression(pattern, model.Name))))
            {
                yield return model;
            }
        }
    }

    private static bool Is(string pattern, CatalogModel model) =>
        !pattern.Contains('*', StringComparison.Ordinal)
        || model.Periods.All(period => pattern is "*" ? period.Price.Rates.Output > 0 : period.Price.IsPaidByTokens);
}
