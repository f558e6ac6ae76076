namespace LlmCost.AI;

/// <summary>Finds options of budgets that are valid but look like mistakes.</summary>
internal static class BudgetDoubts
{
    /// <summary>
    /// Returns the options that contain an unknown name similar to the name of a property or tag. An unknown name is valid,
    /// because it may be the name of a tag. But if the name is misspelled, the budget applies to no call.
    /// </summary>
    /// <param name="options">The options, which must be valid.</param>
    /// <param name="tags">The tags that the app configured for metrics.</param>
    public static IEnumerable<DoubtfulOption> In(BudgetsOptions options, IReadOnlyList<string> tags)
    {
        string[] known = [.. BudgetProperty.UsualNames, .. tags];
        return
            from budget in options.Budgets
            let key = $"{CostMeteringOptions.SectionName}:{nameof(options.Budgets)}:{budget.Key}"
            from one in budget.Value.Match.Select(pair => (Key: $"{key}:{nameof(budget.Value.Match)}", Name: pair.Key))
                .Concat(budget.Value.Each.Select((name, i) => (Key: $"{key}:{nameof(budget.Value.Each)}:{i}", Name: name)))
            where !known.Contains(WithoutId(one.Name), StringComparer.OrdinalIgnoreCase)
                && !known.Contains(one.Name, StringComparer.OrdinalIgnoreCase)
            let nearest = NearestName.Find(one.Name, known)
            where nearest is not null
            select new DoubtfulOption(
                one.Key,
                $"names the tag '{one.Name}', and the budget applies only to calls that have it. Did you mean '{nearest}'?");
    }

    /// <summary>Removes the suffix <c>.id</c>, which tags with ids of users and tenants may have.</summary>
    private static string WithoutId(string name) =>
        name.EndsWith(".id", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
}
