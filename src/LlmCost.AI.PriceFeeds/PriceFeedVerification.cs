using System.Security.Cryptography;
using System.Text;

namespace LlmCost.AI;

/// <summary>
/// Verifies a list before it is parsed. The list is checked against a pinned hash, a signature, both, or neither.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PriceFeedVerification
{
    public static readonly PriceFeedVerification None = new([], null, null);

    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>The largest accepted signature, in bytes. A signature has about 70 bytes, or about 100 bytes in base64.</summary>
    private const int MaxSignature = 1_024;

    private readonly IReadOnlyList<byte[]> _publicKeys;
    private readonly byte[]? _sha256;

    private PriceFeedVerification(IReadOnlyList<byte[]> publicKeys, Uri? signatureAddress, byte[]? sha256)
    {
        _publicKeys = publicKeys;
        _sha256 = sha256;
        SignatureAddress = signatureAddress;
    }

    /// <summary>Gets the address of the signature, or <see langword="null"/> if signatures are not required.</summary>
    public Uri? SignatureAddress { get; }

    /// <summary>Creates the verification that valid options require.</summary>
    public static PriceFeedVerification Of(PriceFeedOptions options, Uri address) => new(
        [.. options.PublicKeys.Select(ReadPublicKey)],
        options.PublicKeys.Count is 0 ? null
            : string.IsNullOrWhiteSpace(options.SignatureUrl) ? DefaultSignature(address)
            : new Uri(options.SignatureUrl),
        string.IsNullOrWhiteSpace(options.Sha256) ? null : ReadSha256(options.Sha256));

    /// <summary>Reads a public key from PEM, or from the base64 text inside the PEM.</summary>
    /// <returns>The key as a SubjectPublicKeyInfo.</returns>
    /// <exception cref="FormatException">The text is not a public key on the curve P-256.</exception>
    public static byte[] ReadPublicKey(string text)
    {
        try
        {
            using var key = ECDsa.Create();
            if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                // A private key is rejected, although it could verify signatures, because an app that only verifies signatures
                // should not have it.
                if (text.Contains("PRIVATE", StringComparison.Ordinal))
                {
                    throw new FormatException("The text is a private key; use the public key.");
                }

                key.ImportFromPem(text);
            }
            else
            {
                key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
            }

            return key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value is P256
                ? key.ExportSubjectPublicKeyInfo()
                : throw new FormatException("The key is not on the curve P-256.");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FormatException("The text is not a public key.", e);
        }
    }

    /// <summary>Reads a SHA-256 hash of 64 hexadecimal digits.</summary>
    /// <exception cref="FormatException">The text is not a SHA-256 hash.</exception>
    public static byte[] ReadSha256(string text) => Convert.FromHexString(text.Trim()) is { Length: SHA256.HashSizeInBytes } hash
        ? hash
        : throw new FormatException("The hash does not have 64 hexadecimal digits.");

    /// <summary>Throws if a list fails verification.</summary>
    /// <param name="content">The list.</param>
    /// <param name="signature">The signature, or <see langword="null"/> if there is none.</param>
    /// <exception cref="CryptographicException">
    /// The hash differs from the configured hash, or the signature does not match any configured key.
    /// </exception>
    public void ThrowIfUntrusted(byte[] content, byte[]? signature)
    {
        if (_sha256 is not null && !CryptographicOperations.FixedTimeEquals(_sha256, SHA256.HashData(content)))
        {
            var actual = Convert.ToHexStringLower(SHA256.HashData(content));
            throw new CryptographicException($"the SHA-256 of the list is {actual}, which differs from the configured Sha256");
        }

        if (_publicKeys.Count > 0 && (signature is null || !_publicKeys.Any(key => IsSigned(content, signature, key))))
        {
            throw new CryptographicException("the list is not signed by any key in PublicKeys");
        }
    }

    private static bool IsSigned(byte[] content, byte[] signature, byte[] publicKey)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return ToDer(signature) is { } der
            && key.VerifyData(content, der, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static byte[]? ToDer(byte[] signature)
    {
        if (signature.Length is 0 or > MaxSignature)
        {
            return null;
        }

        // A signature in DER starts with the byte 0x30; in base64, it starts with 'M'.
        if (signature[0] is 0x30)
        {
            return signature;
        }

        var der = new byte[signature.Length];
        return Convert.TryFromBase64String(Encoding.ASCII.GetString(signature), der, out var length) ? der[..length] : null;
    }

    private static Uri DefaultSignature(Uri address) => new UriBuilder(address) { Path = address.AbsolutePath + ".sig" }.Uri;
}
