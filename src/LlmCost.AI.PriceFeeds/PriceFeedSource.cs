namespace LlmCost.AI;

/// <summary>Identifies a feed and defines how its lists are verified.</summary>
/// <param name="Address">The address of the list, which may contain a key.</param>
/// <param name="Name">The name of the feed in metrics, records and logs.</param>
/// <param name="Trust">The checks that each list must pass.</param>
internal sealed record PriceFeedSource(Uri Address, string Name, PriceFeedVerification Trust)
{
    /// <summary>Creates a feed from an address alone, without verification.</summary>
    public static PriceFeedSource At(Uri address) => new(address, NameOf(address), PriceFeedVerification.None);

    /// <summary>Creates a feed from valid options.</summary>
    public static PriceFeedSource Of(PriceFeedOptions options)
    {
        var address = new Uri(options.Url!);
        var name = string.IsNullOrWhiteSpace(options.Name) ? NameOf(address) : options.Name.Trim();
        return new PriceFeedSource(address, name, PriceFeedVerification.Of(options, address));
    }

    /// <summary>Returns an address without its query and fragment, which may contain a key.</summary>
    public static string NameOf(Uri address) => address.GetLeftPart(UriPartial.Path);
}
