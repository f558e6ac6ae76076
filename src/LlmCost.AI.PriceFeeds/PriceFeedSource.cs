namespace LlmCost.AI;

/// <summary>Where a feed is, what it is called, and what its lists must prove.</summary>
/// <param name="Address">The address, in which there may be a key.</param>
/// <param name="Name">What it is called wherever it is told of.</param>
/// <param name="Trust">What its lists must prove.</param>
internal sealed record PriceFeedSource(Uri Address, string Name, PriceFeedVerification Trust)
{
    /// <summary>A feed of which only the address is known.</summary>
    public static PriceFeedSource At(Uri address) => new(address, NameOf(address), PriceFeedVerification.None);

    /// <summary>A feed of valid options.</summary>
    public static PriceFeedSource Of(PriceFeedOptions options)
    {
        var address = new Uri(options.Url!);
        return new PriceFeedSource(address, string.IsNullOrWhiteSpace(options.Name) ? NameOf(address) : options.Name.Trim(), PriceFeedVerification.Of(options, address));
    }

    /// <summary>An address without what may be a key in it.</summary>
    public static string NameOf(Uri address) => address.GetLeftPart(UriPartial.Path);
}
