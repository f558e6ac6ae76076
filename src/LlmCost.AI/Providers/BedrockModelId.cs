using System.Text.RegularExpressions;

namespace LlmCost.AI;

/// <summary>Spellings of a model's name at Amazon Bedrock.</summary>
internal static partial class BedrockModelId
{
    /// <summary>
    /// The names under which a model may be listed, the most exact first: what stands last in an ARN; without its version
    /// (<c>-v1:0</c>); and with the prefix of an inference profile (<c>us.</c>, <c>eu.</c>, …) or none, which both are regional,
    /// as <c>regional.</c>, then as the model alone. <c>global.</c> is a price of its own.
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
