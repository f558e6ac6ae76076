using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace LlmCost.AI.Tests;

/// <summary>Signed lists. The signature is verified before any of the content is read.</summary>
public sealed partial class SignedListTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmcost").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private FeedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await FeedServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SignedList_InDerOrBase64_TakesEffect(bool isBase64)
    {
        Publish(("gpt-4o", 3));
        _server.Signature = isBase64
            ? Encoding.ASCII.GetBytes(Convert.ToBase64String(_server.Signature!) + "\n")
            : _server.Signature;

        await using var app = await StartAsync();
        await app.UpdatedAsync(1);

        Assert.Equal((3, "applied"), (app.InputPrice("gpt-4o"), app.Outcomes.First()));
    }

    [Fact]
    public async Task SignatureOfTheSecondOfTwoKeys_IsAccepted()
    {
        using var old = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Publish(("gpt-4o", 3));

        await using var app = await StartAsync(feed =>
        {
            feed.PublicKeys.Clear();
            feed.PublicKeys.Add(old.ExportSubjectPublicKeyInfoPem());
            feed.PublicKeys.Add(_key.ExportSubjectPublicKeyInfoPem());
        });
        await app.UpdatedAsync(1);

        Assert.Equal(3, app.InputPrice("gpt-4o"));
    }

    public static TheoryData<string> Forgeries => ["another key", "another list", "no signature", "half a signature", "no list"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task ListWithoutAValidSignature_IsNotRead(string forgery)
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Publish(("gpt-4o", 3));
        switch (forgery)
        {
            case "another key":
                _server.Signature = Sign(other, _server.Content);
                break;
            case "another list":
                _server.Content = FeedServer.List(("gpt-4o", 4));
                break;
            case "no signature":
                _server.Signature = [];
                break;
            case "half a signature":
                _server.Signature = _server.Signature![..20];
                break;
            default:
                // If the signature were not verified first, this list would be reported as invalid.
                _server.Content = new string('[', 10_000);
                break;
        }

        await using var app = await StartAsync();
        await app.UpdatedAsync(1);

        AssertUntrusted(app);
    }

    [Fact]
    public async Task MissingSignature_MakesTheListUnavailable()
    {
        Publish(("gpt-4o", 3));
        _server.Signature = null;

        await using var app = await StartAsync();
        await app.UpdatedAsync(1);

        Assert.Equal(("unavailable", 2.5m), (app.Outcomes.First(), app.InputPrice("gpt-4o")));
    }

    [Fact]
    public async Task SignatureAtAnotherAddress_IsDownloaded()
    {
        await using var other = await FeedServer.StartAsync();
        Publish(("gpt-4o", 3));
        (other.Signature, _server.Signature) = (_server.Signature, null);

        await using var app = await StartAsync(feed => feed.SignatureUrl = other.Address.AbsoluteUri + ".sig");
        await app.UpdatedAsync(1);

        Assert.Equal(3, app.InputPrice("gpt-4o"));
    }

    [Fact]
    public async Task PinnedList_TakesEffect_AndOtherListsDoNot()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        void Pin(PriceFeedOptions feed)
        {
            feed.PublicKeys.Clear();
            feed.Sha256 = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(FeedServer.List(("gpt-4o", 3)))));
        }

        await using var app = await StartAsync(Pin);
        await app.UpdatedAsync(1);
        Assert.Equal(3, app.InputPrice("gpt-4o"));

        _server.Content = FeedServer.List(("gpt-4o", 4));
        await app.UpdatedAsync(2);
        Assert.Equal((3, "untrusted"), (app.InputPrice("gpt-4o"), app.Outcomes.Last()));
    }

    [Fact]
    public async Task CopyOnDisk_WithAnotherPrice_IsNotRead_AndTheFeedIsDownloadedAgain()
    {
        Publish(("gpt-4o", 3));
        await using (var app = await StartAsync())
        {
            await app.UpdatedAsync(1);
        }

        ReplaceOnDisk("\"input\":3", "\"input\":4");
        await using var restarted = await StartAsync();
        Assert.Equal((2.5m, "untrusted"), (restarted.InputPrice("gpt-4o"), restarted.Outcomes.First()));

        await restarted.UpdatedAsync(2);
        Assert.Equal((3, "applied"), (restarted.InputPrice("gpt-4o"), restarted.Outcomes.ElementAt(1)));
    }

    [Fact]
    public async Task UnsignedCopyOnDisk_IsNotRead()
    {
        _server.Content = FeedServer.List(("gpt-4o", 3));
        await using (var app = await StartAsync(feed => feed.PublicKeys.Clear()))
        {
            await app.UpdatedAsync(1);
        }

        await using var restarted = await StartAsync();

        AssertUntrusted(restarted);
    }

    [Fact]
    public async Task PricesRetainedFromEarlierLists_SurviveRestarts_WithTheirSignedLists()
    {
        Publish(("a", 1), ("b", 1));
        await using (var app = await StartAsync())
        {
            await app.UpdatedAsync(1);
            Publish(("a", 100), ("b", 2));
            await app.UpdatedAsync(2);
            Publish(("a", 100), ("b", 200));
            await app.UpdatedAsync(3);
        }

        await using var restarted = await StartAsync();

        Assert.Equal((1, 2), (restarted.InputPrice("a"), restarted.InputPrice("b")));
        Assert.Empty(restarted.Outcomes);
    }

    [Fact]
    public async Task RetainedPriceOnDisk_WithoutASignedList_IsNotRead()
    {
        Publish(("gpt-4o", 3));
        await using (var app = await StartAsync())
        {
            await app.UpdatedAsync(1);
            Publish(("gpt-4o", 300));
            await app.UpdatedAsync(2);
            Assert.Equal(3, app.InputPrice("gpt-4o"));
        }

        ReplaceOnDisk("\"input\":3,", "\"input\":4,", firstLine: true);
        await using var restarted = await StartAsync();

        AssertUntrusted(restarted);
    }

    [Fact]
    public async Task FeedWithACopyOnDiskFromTheFuture_IsStillRequested()
    {
        Publish(("gpt-4o", 3));
        await using (var app = await StartAsync())
        {
            await app.UpdatedAsync(1);
        }

        ReplaceOnDisk("\"checkedAt\":\"20", "\"checkedAt\":\"90", firstLine: true);
        await using var restarted = await StartAsync();

        await restarted.UpdatedAsync(1);
    }

    [Fact]
    public async Task CommandsInTheReadme_CreateAValidSignature()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are for a shell.");
        var cancellationToken = TestContext.Current.CancellationToken;
        var readme = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "README.md"), cancellationToken);
        _server.Content = FeedServer.List(("gpt-4o", 3));
        await File.WriteAllTextAsync(Path.Combine(_directory, "prices.json"), _server.Content, cancellationToken);

        var publicKey = await RunAsync(Commands().Match(readme).Groups["commands"].Value, _directory, cancellationToken);
        _server.Signature = await File.ReadAllBytesAsync(Path.Combine(_directory, "prices.json.sig"), cancellationToken);
        await using var app = await StartAsync(feed =>
        {
            feed.PublicKeys.Clear();
            feed.PublicKeys.Add(publicKey.Trim());
        });
        await app.UpdatedAsync(1);

        Assert.Equal(3, app.InputPrice("gpt-4o"));
    }

    private static byte[] Sign(ECDsa key, string content) =>
        key.SignData(Encoding.UTF8.GetBytes(content), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private void Publish(params (string Model, decimal Input)[] models)
    {
        _server.Content = FeedServer.List(models);
        _server.Signature = Sign(_key, _server.Content);
    }

    private Task<FeedApp> StartAsync(Action<PriceFeedOptions>? feed = null) =>
        FeedApp.StartAsync(_server.Address, _directory, feeds: options =>
    {
        options.Sources[0].PublicKeys.Add(Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo()));
        feed?.Invoke(options.Sources[0]);
    });

    private void ReplaceOnDisk(string old, string @new, bool firstLine = false)
    {
        var file = Assert.Single(Directory.GetFiles(_directory, "*.feed"));
        var text = File.ReadAllText(file);
        var end = firstLine ? text.IndexOf('\n', StringComparison.Ordinal) : text.Length;
        var changed = text[..end].Replace(old, @new, StringComparison.Ordinal) + text[end..];
        Assert.NotEqual(text, changed);
        File.WriteAllText(file, changed);
    }

    private static void AssertUntrusted(FeedApp app)
    {
        Assert.Equal(("untrusted", 2.5m), (app.Outcomes.First(), app.InputPrice("gpt-4o")));
        Assert.Contains(
            app.Logs.GetSnapshot(), log => log.Level is LogLevel.Error && log.Message.Contains("sign", StringComparison.Ordinal));
    }

    private static async Task<string> RunAsync(string commands, string folder, CancellationToken cancellationToken)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", commands])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = shell.StandardError.ReadToEndAsync(cancellationToken);
        var output = await shell.StandardOutput.ReadToEndAsync(cancellationToken);
        await shell.WaitForExitAsync(cancellationToken);
        Assert.True(shell.ExitCode is 0, await errors);
        return output;
    }

    [GeneratedRegex("```bash\n(?<commands>openssl .*?)```", RegexOptions.Singleline)]
    private static partial Regex Commands();
}
