using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>Resolves the different spellings of a model name at Amazon Bedrock.</summary>
internal static partial class BedrockModelId
{
    /// <summary>
    /// Returns the names under which the catalog may list a model, most specific first: the last segment of an ARN, the name
    /// without its version (<c>-v1:0</c>), the regional name, and the bare model. A name with the prefix of a regional inference
    /// profile (<c>us.</c>, <c>eu.</c>, …) and a name without a prefix both mean regional inference, which the catalog lists as
    /// <c>regional.</c>. Names with <c>global.</c> have separate prices.
    /// </summary>
    public static IEnumerable<string> Spellings(string model)
    {
        var name = model.StartsWith("arn:", StringComparison.Ordinal) ? model[(model.LastIndexOf('/') + 1)..] : model;
        var withoutVersion = Version().Replace(name, "");
        var bare = Profile().Replace(withoutVersion, "");
        yield return name;
        yield return withoutVersion;
        if (!name.StartsWith("global.", StringComparison.Ordinal))
        {
            yield return "regional." + Profile().Replace(name, "");
            yield return "regional." + bare;
        }

        yield return Profile().Replace(name, "");
        yield return bare;
    }

    [GeneratedRegex("-v[0-9]+(:[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex("^(us-gov|us|eu|apac|jp|au|global)\\.", RegexOptions.CultureInvariant)]
    private static partial Regex Profile();
}
