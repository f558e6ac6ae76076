using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LlmCost.AI.EndToEnd.Backend;

/// <summary>A certificate authority for one test, which keeps its certificates as PEM files in a folder.</summary>
internal sealed class Authority : IDisposable
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow.AddHours(-1);
    private static readonly DateTimeOffset End = DateTimeOffset.UtcNow.AddDays(1);
    private readonly DirectoryInfo _folder;
    private readonly X509Certificate2 _root;

    /// <summary>Creates an authority and writes <c>ca.crt</c>.</summary>
    public Authority(DirectoryInfo folder)
    {
        _folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        _root = request.CreateSelfSigned(Begin, End);
        File.WriteAllText(PathOf("ca.crt"), _root.ExportCertificatePem());
    }

    /// <summary>
    /// Issues a certificate for a server or a client on a loopback address: <c>NAME.crt</c> and <c>NAME.key</c>.
    /// </summary>
    /// <param name="name">The base name of the files.</param>
    /// <param name="hosts">Further host names for which the certificate is valid.</param>
    public void Issue(string name, params ReadOnlySpan<string> hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        foreach (var host in hosts)
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_root, Begin, End, RandomNumberGenerator.GetBytes(16));
        File.WriteAllText(PathOf($"{name}.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf($"{name}.key"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Returns the full path of a file.</summary>
    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    /// <summary>Returns true if this authority signed a certificate.</summary>
    public bool Signed(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();
}
