using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LlmCost.AI;

/// <summary>Replaces scope values in the names of Redis keys with hashes, because scope values can be personal data.</summary>
internal sealed class RedisScopes(string? secret)
{
    private const int Length = 16;

    private readonly byte[]? _secret = secret is null ? null : Encoding.UTF8.GetBytes(secret);

    /// <summary>Returns the hash of a scope value: an HMAC if a secret key is set, otherwise SHA-256.</summary>
    public string Hash(string scope)
    {
        if (scope.Length is 0)
        {
            return "";
        }

        var bytes = Encoding.UTF8.GetBytes(scope);
        var hash = _secret is null ? SHA256.HashData(bytes) : HMACSHA256.HashData(_secret, bytes);
        return Base64Url.EncodeToString(hash.AsSpan(0, Length));
    }

    /// <summary>
    /// Returns the text that represents a scope value in lists for operators: the hash if a secret key is set, otherwise the
    /// value itself.
    /// </summary>
    public string Display(string scope) => _secret is null ? scope : Hash(scope);

    /// <summary>
    /// Returns the hash of the scope value that <paramref name="displayed"/>, a result of <see cref="Display"/>, represents.
    /// </summary>
    public string HashOfDisplay(string displayed) => _secret is null ? Hash(displayed) : displayed;
}
