using System.Net.Http.Headers;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using LlmCost.AI.EndToEnd.Backend;

namespace LlmCost.AI.EndToEnd;

/// <summary>
/// The Collector with <c>otel/collector-tls.yaml</c> rejects clients without a certificate of its authority.
/// </summary>
public sealed class CollectorTlsTests : IDisposable
{
    private const string Password = "a word that only this test knows";
    private const string PasswordsBcrypt = "$2b$04$Iai4I8YuMN1Vz2b5RcLxP.YX9rxDPouatADyE4dnhFHQ3bBdyQYQG";
    private static readonly string s_credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"collector:{Password}"));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcost-tls-");
    private readonly DirectoryInfo _strangersFolder = Directory.CreateTempSubdirectory("llmcost-tls-");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _strangersFolder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task AppWithItsCertificate_IsMetered_AndAppsWithAnotherOrNoneAreNot(string protocol)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var authority = new Authority(_folder);
        using var stranger = new Authority(_strangersFolder);
        authority.Issue("collector");
        authority.Issue("prometheus");
        authority.Issue("app");
        stranger.Issue("app");
        await using var prometheus = await StartPrometheusAsync(authority, cancellationToken);
        await using var collector = await RealCollector.StartAsync(
            ["otel/collector.yaml", "otel/collector-tls.yaml"],
            Uri.UriSchemeHttps,
            [
                ("TLS_FOLDER", _folder.FullName),
                ("PROMETHEUS_OTLP_ENDPOINT", RealCollector.OtlpEndpoint(prometheus.Address)),
                ("PROMETHEUS_AUTHORIZATION", $"Basic {s_credentials}"),
            ],
            cancellationToken);

        await RunAsync("without", clientOf: null);
        await RunAsync("strangers", clientOf: stranger);
        var tokens = await RunAsync("own", clientOf: authority);

        await prometheus.Api.QueryUntilAsync(
            "sum by (job) (llmcost_usage_tokens_total)", found => found.Any(sum => sum["job"] == "own" && sum.Value == tokens),
            cancellationToken);
        var metered = await prometheus.Api.QueryAsync("count by (job) (llmcost_price_list_info)", cancellationToken);
        Assert.Equal(["own"], metered.Select(app => app["job"]));
        await prometheus.Api.QueryUntilAsync(
            "count(otelcol_process_uptime_seconds_total)", found => found.Count > 0, cancellationToken);

        async Task<double> RunAsync(string job, Authority? clientOf)
        {
            var configuration =
                typeof(CollectorTlsTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
            var environment = new Dictionary<string, string?>
            {
                ["OTEL_SERVICE_NAME"] = job,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = (protocol == "grpc" ? collector.Grpc : collector.Http).ToString(),
                ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = authority.PathOf("ca.crt"),
                ["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] = clientOf?.PathOf("app.crt"),
                ["OTEL_EXPORTER_OTLP_CLIENT_KEY"] = clientOf?.PathOf("app.key"),
            };
            var output = await CommandLine.RunAsync(
                "dotnet",
                ["run", "--no-build", "-c", configuration, "--project", "samples/Quickstart", "--", "--duration", "1s", "--json"],
                environment,
                cancellationToken);
            return (double)JsonNode.Parse(output)!["total"]!["tokens"]!;
        }
    }

    /// <summary>A Prometheus that requires a certificate and a password.</summary>
    private static async Task<RealPrometheus> StartPrometheusAsync(Authority authority, CancellationToken cancellationToken)
    {
        var web = authority.PathOf("web.yaml");
        await File.WriteAllTextAsync(
            web,
            $"""
            tls_server_config:
              cert_file: prometheus.crt
              key_file: prometheus.key
              client_ca_file: ca.crt
              client_auth_type: RequireAndVerifyClientCert
            basic_auth_users:
              collector: {PasswordsBcrypt}
            """,
            cancellationToken);
        return await RealPrometheus.StartAsync(
            Repository.File("otel/prometheus.yaml"), cancellationToken, tlsClient: CreateClient(authority),
            flags: $"--web.config.file={web}");
    }

    private static HttpClient CreateClient(Authority authority)
    {
        var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => authority.Signed(certificate!),
        };
        handler.ClientCertificates.Add(
            X509Certificate2.CreateFromPemFile(authority.PathOf("app.crt"), authority.PathOf("app.key")));
        var http = new HttpClient(handler);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", s_credentials);
        return http;
    }
}
