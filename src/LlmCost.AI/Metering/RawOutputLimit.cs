using Microsoft.Extensions.AI;

namespace LlmCost.AI;

/// <summary>Limits the output in the raw options of one call. Raw options take precedence over the other options.</summary>
/// <param name="create">A function that creates the app's raw options.</param>
/// <param name="maxOutputTokens">The limit, in tokens.</param>
/// <param name="context">The context of the meter.</param>
internal sealed class RawOutputLimit(Func<IChatClient, object?> create, long maxOutputTokens, MeteringContext context)
{
    /// <summary>True if the maximum output in the app's options was higher than the limit.</summary>
    public bool HasLowered { get; private set; }

    /// <summary>Creates the app's raw options, and lowers their maximum output to the limit if it is higher.</summary>
    public object? Create(IChatClient client)
    {
        var options = create(client);
        if (options is null)
        {
            return null;
        }

        try
        {
            foreach (var limiter in context.OutputLimiters)
            {
                if (limiter.TryLimit(options, maxOutputTokens, out var limited))
                {
                    HasLowered = true;
                    return limited;
                }
            }
        }
        catch (Exception e)
        {
            context.Budgets.Failed("limit", e);
        }

        return options;
    }
}
