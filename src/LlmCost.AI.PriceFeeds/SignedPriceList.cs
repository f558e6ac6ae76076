namespace LlmCost.AI;

/// <summary>A list as it was published, and its signature.</summary>
/// <param name="Content">The list.</param>
/// <param name="Signature">The signature, in DER or as its base64.</param>
internal sealed record SignedPriceList(byte[] Content, byte[] Signature);
