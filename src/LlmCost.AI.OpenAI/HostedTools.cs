using OpenAI.Responses;

namespace LlmCost.AI;

/// <summary>Counts the calls of tools that OpenAI hosts and bills.</summary>
internal static class HostedTools
{
    /// <summary>Returns the calls in a response, or <see langword="null"/> if there are none.</summary>
    /// <remarks>It counts items, not events, because one call causes several events.</remarks>
    public static IReadOnlyList<BillableQuantity>? Count(IList<ResponseItem> items)
    {
        var (webSearches, fileSearches) = (0, 0);
        HashSet<string>? containers = null;
        foreach (var item in items)
        {
            switch (item)
            {
                case WebSearchCallResponseItem:
                    webSearches++;
                    break;
                case FileSearchCallResponseItem:
                    fileSearches++;
                    break;
                case CodeInterpreterCallResponseItem { ContainerId: { } container }:
                    (containers ??= []).Add(container);
                    break;
            }
        }

        if (webSearches + fileSearches is 0 && containers is null)
        {
            return null;
        }

        var quantities = new List<BillableQuantity>();
        Add(BillableUnit.WebSearch, webSearches);
        Add(BillableUnit.FileSearch, fileSearches);

        // A session is billed per container, independent of how often the model runs code in it.
        Add(BillableUnit.CodeInterpreterSession, containers?.Count ?? 0);
        return quantities;

        void Add(BillableUnit unit, int count)
        {
            if (count > 0)
            {
                quantities.Add(new BillableQuantity { Unit = unit, Quantity = count });
            }
        }
    }
}
