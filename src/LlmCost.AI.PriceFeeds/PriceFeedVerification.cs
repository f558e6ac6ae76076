using System.Security.Cryptography;
using System.Text;

namespace LlmCost.AI;

/// <summary>What a list must prove before anything of it is read: that it is the one that was pinned, that it was signed, both, or nothing.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class PriceFeedVerification
{
    public static readonly PriceFeedVerification None = new([], null, null);

    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>A signature has some 70 bytes, in base64 some 100.</summary>
    private const int MaxSignature = 1_024;

    private readonly IReadOnlyList<byte[]> _publicKeys;
    private readonly byte[]? _sha256;

    private PriceFeedVerification(IReadOnlyList<byte[]> publicKeys, Uri? signatureAddress, byte[]? sha256)
    {
        _publicKeys = publicKeys;
        _sha256 = sha256;
        SignatureAddress = signatureAddress;
    }

    /// <summary>Where the signature is, or <see langword="null"/> if none is asked for.</summary>
    public Uri? SignatureAddress { get; }

    /// <summary>What valid options ask for.</summary>
    public static PriceFeedVerification Of(PriceFeedOptions options, Uri address) => new(
        [.. options.PublicKeys.Select(ReadPublicKey)],
        options.PublicKeys.Count is 0 ? null : string.IsNullOrWhiteSpace(options.SignatureUrl) ? Beside(address) : new Uri(options.SignatureUrl),
        string.IsNullOrWhiteSpace(options.Sha256) ? null : ReadSha256(options.Sha256));

    /// <summary>Reads a public key in PEM or as the base64 within it.</summary>
    /// <returns>The key as a SubjectPublicKeyInfo.</returns>
    /// <exception cref="FormatException">It is none on the curve P-256.</exception>
    public static byte[] ReadPublicKey(string text)
    {
        try
        {
            using var key = ECDsa.Create();
            if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                // A private key would do, and has no place in the settings of an app that checks signatures.
                if (text.Contains("PRIVATE", StringComparison.Ordinal))
                {
                    throw new FormatException("It is a private key.");
                }

                key.ImportFromPem(text);
            }
            else
            {
                key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
            }

            return key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value is P256
                ? key.ExportSubjectPublicKeyInfo()
                : throw new FormatException("It is on another curve.");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FormatException("It is no public key.", e);
        }
    }

    /// <summary>Reads a hash of 64 hexadecimal digits.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static byte[] ReadSha256(string text) =>
        Convert.FromHexString(text.Trim()) is { Length: SHA256.HashSizeInBytes } hash ? hash : throw new FormatException("It has another length.");

    /// <summary>Lets a list pass that proves what it must.</summary>
    /// <param name="content">The list.</param>
    /// <param name="signature">Its signature, if there is one.</param>
    /// <exception cref="CryptographicException">It does not prove it.</exception>
    public void ThrowIfUntrusted(byte[] content, byte[]? signature)
    {
        if (_sha256 is not null && !CryptographicOperations.FixedTimeEquals(_sha256, SHA256.HashData(content)))
        {
            throw new CryptographicException($"the list is not the one that was pinned: its SHA-256 is {Convert.ToHexStringLower(SHA256.HashData(content))}");
        }

        if (_publicKeys.Count > 0 && (signature is null || !_publicKeys.Any(key => IsSigned(content, signature, key))))
        {
            throw new CryptographicException("the list has no signature by a key of PublicKeys");
        }
    }

    private static bool IsSigned(byte[] content, byte[] signature, byte[] publicKey)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return ToDer(signature) is { } der && key.VerifyData(content, der, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static byte[]? ToDer(byte[] signature)
    {
        if (signature.Length is 0 or > MaxSignature)
        {
            return null;
        }

        // With this DER begins, and its base64 with an M.
        if (signature[0] is 0x30)
        {
            return signature;
        }

        var der = new byte[signature.Length];
        return Convert.TryFromBase64String(Encoding.ASCII.GetString(signature), der, out var length) ? der[..length] : null;
    }

    private static Uri Beside(Uri address) => new UriBuilder(address) { Path = address.AbsolutePath + ".sig" }.Uri;
}
