namespace LlmCost.AI;

/// <summary>Represents a list exactly as it was published, with its signature.</summary>
/// <param name="Content">The list.</param>
/// <param name="Signature">The signature, as DER or as the base64 text of DER.</param>
internal sealed record SignedPriceList(byte[] Content, byte[] Signature);
