using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LlmCost.AI.EndToEnd.Backend;
using YamlDotNet.RepresentationModel;

namespace LlmCost.AI.EndToEnd;

/// <summary>
/// Checks the services of <c>docker compose -f otel/compose.yaml up</c>, as parsed by Compose itself. No Docker engine is
/// required.
/// </summary>
public sealed partial class ComposeTests
{
    private static readonly YamlMappingNode s_compose = Read("otel/compose.yaml");

    private static readonly Dictionary<string, YamlMappingNode> s_services = ((YamlMappingNode)s_compose["services"])
        .ToDictionary(service => service.Key.ToString(), service => (YamlMappingNode)service.Value);

    public static TheoryData<string> Services => [.. s_services.Keys];

    [Fact]
    public Task File_IsValidForCompose_WithNoVariableSet() => ComposeAsync([]);

    [Fact]
    public async Task Variables_ChangeThePorts()
    {
        var read = await ComposeAsync(new() { ["GRAFANA_PORT"] = "3111", ["PROMETHEUS_PORT"] = "9191" });

        Assert.Contains("published: \"3111\"", read, StringComparison.Ordinal);
        Assert.Contains("published: \"9191\"", read, StringComparison.Ordinal);
    }

    [Fact]
    public void Services_AreCompleteForTheStack() =>
        Assert.Equal(
            ["alertmanager", "app", "collector", "grafana", "prometheus"], s_services.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Services))]
    public void Port_IsBoundToLoopback(string service) =>
        Assert.All(List(service, "ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Services))]
    public void Image_HasAVersion(string service)
    {
        string[] images = service == "app"
            ? [.. FromLine().Matches(Dockerfile()).Select(match => match.Groups[1].Value)]
            : [Value(service, "image")];

        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Matches(@":v?\d+\.\d+\.\d+$", image));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_Restarts(string service) => Assert.Equal("unless-stopped", Value(service, "restart"));

    [Theory]
    [MemberData(nameof(Services))]
    public void Memory_IsLimited(string service) => Assert.True(Bytes(Value(service, "mem_limit")) > 0);

    [Theory]
    [MemberData(nameof(Services))]
    public void Health_IsChecked_ExceptForTwoServicesWithoutAHealthCheck(string service) =>
        Assert.Equal(service is not ("app" or "collector"), s_services[service].Children.ContainsKey("healthcheck"));

    [Theory]
    [MemberData(nameof(Services))]
    public void MountedFiles_AreInTheRepository_AndReadOnly(string service)
    {
        var mounts = List(service, "volumes").Select(mount => mount.Split(':')).ToList();

        Assert.All(mounts.Where(mount => mount[0].StartsWith('.')), mount =>
        {
            Assert.True(Path.Exists(Repository.File($"otel/{mount[0]}")), mount[0]);
            Assert.Equal("ro", mount[^1]);
        });
        Assert.All(
            mounts.Where(mount => !mount[0].StartsWith('.')), mount => Assert.Contains(mount[0], Keys(s_compose["volumes"])));
    }

    [Theory]
    [InlineData("prometheus", "/prometheus")]
    [InlineData("alertmanager", "/alertmanager")]
    [InlineData("grafana", "/var/lib/grafana")]
    public void Data_IsKeptInAVolume(string service, string folder) =>
        Assert.Contains(List(service, "volumes"), mount => Regex.IsMatch(mount, $"^[a-z-]+:{folder}$"));

    [Fact]
    public void Grafana_FindsItsDashboardsAndItsDataSource()
    {
        var provider = (YamlMappingNode)Read("grafana/provisioning/dashboards/llmcost.yaml")["providers"][0];
        var dataSource = (YamlMappingNode)Read("grafana/provisioning/datasources/prometheus.yaml")["datasources"][0];
        var mounts = List("grafana", "volumes").Select(mount => mount.Split(':'))
            .ToDictionary(mount => mount[0], mount => mount[1]);

        Assert.Equal(mounts["../grafana/dashboards"], provider["options"]["path"].ToString());
        Assert.Equal(
            ["/etc/grafana/provisioning/dashboards", "/etc/grafana/provisioning/datasources"],
            mounts.Values.Where(path => path.Contains("provisioning", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(
            ("prometheus", "true", "$PROMETHEUS_URL"),
            (dataSource["type"].ToString(), dataSource["isDefault"].ToString(), dataSource["url"].ToString()));
        Assert.Equal("http://prometheus:9090", Environment("grafana")["PROMETHEUS_URL"]);

        var home = Environment("grafana")["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"];
        Assert.True(File.Exists(
            Repository.File(home.Replace("/etc/grafana/dashboards", "grafana/dashboards", StringComparison.Ordinal))));
    }

    [Fact]
    public void CollectorsLimits_LeaveAFifthOfTheContainer()
    {
        var limiter = Read("otel/collector.yaml")["processors"]["memory_limiter"]["limit_mib"];
        var goes = Environment("collector")["GOMEMLIMIT"];

        Assert.Equal($"{limiter}MiB", goes);
        Assert.Equal(0.8 * Bytes(Value("collector", "mem_limit")), Bytes(goes));
    }

    [Fact]
    public async Task GrafanasPassword_IsTheConfiguredPassword_OrRandom()
    {
        Assert.Equal("${GRAFANA_ADMIN_PASSWORD:-}", Environment("grafana")["GRAFANA_ADMIN_PASSWORD"]);

        Assert.Equal("chosen", await PasswordAsync("chosen"));
        var passwords = new[] { await PasswordAsync(""), await PasswordAsync("") };
        Assert.All(passwords, password => Assert.True(password.Length >= 32));
        Assert.NotEqual(passwords[0], passwords[1]);
    }

    [Fact]
    public void AnonymousUsers_AreReadOnly()
    {
        Assert.Equal("true", Environment("grafana")["GF_AUTH_ANONYMOUS_ENABLED"]);
        Assert.DoesNotContain("GF_AUTH_ANONYMOUS_ORG_ROLE", Environment("grafana").Keys); // The default role is viewer.
    }

    [Fact]
    public void AppsImage_IsBuiltFromTheRepository_AndRunsAsAnUnprivilegedUser()
    {
        var build = (YamlMappingNode)s_services["app"]["build"];
        Assert.Equal(("..", "samples/Quickstart/Dockerfile"), (build["context"].ToString(), build["dockerfile"].ToString()));

        var sources = CopyLine().Matches(Dockerfile()).SelectMany(match => match.Groups[1].Value.Split(' ')).ToList();
        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Path.Exists(Repository.File(source)), source));
        Assert.Matches(@"(?s)USER \$APP_UID\nENTRYPOINT [^\n]*\n$", Dockerfile());
    }

    [Fact]
    public void AppsImage_CopiesEveryProjectThatTheQuickstartReferences()
    {
        string[] projects = [.. ReferencedProjects("samples/Quickstart/Quickstart.csproj").Order(StringComparer.Ordinal)];
        string[] copied = [.. CopyLine().Matches(Dockerfile()).SelectMany(match => match.Groups[1].Value.Split(' '))];
        var sent = File.ReadLines(Repository.File("samples/Quickstart/Dockerfile.dockerignore"))
            .Where(line => line.StartsWith('!'))
            .Select(line => line[1..])
            .ToList();

        Assert.Contains("samples/SimulatedProvider", projects);
        Assert.All(projects, project =>
        {
            Assert.Contains(copied, source => $"{project}/".StartsWith($"{source}/", StringComparison.Ordinal));
            Assert.Contains(sent, source => $"{project}/".StartsWith($"{source}/", StringComparison.Ordinal));
        });
    }

    private static HashSet<string> ReferencedProjects(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        HashSet<string> folders = [folder];

        foreach (var reference in XDocument.Load(Repository.File(project)).Descendants("ProjectReference"))
        {
            var path = Path.GetFullPath(Path.Combine(Repository.Root, folder, reference.Attribute("Include")!.Value));
            folders.UnionWith(ReferencedProjects(Path.GetRelativePath(Repository.Root, path)));
        }

        return folders;
    }

    /// <summary>
    /// Runs Grafana's entry point without the program itself, and returns the password that Grafana would receive.
    /// </summary>
    private static async Task<string> PasswordAsync(string set)
    {
        const string Program = "exec /run.sh";
        var entryPoint = List("grafana", "entrypoint");
        Assert.EndsWith(Program, entryPoint[^1], StringComparison.Ordinal);
        var script = entryPoint[^1].Replace("$$", "$", StringComparison.Ordinal)
            .Replace(Program, "printenv GF_SECURITY_ADMIN_PASSWORD", StringComparison.Ordinal);

        var output = await CommandLine.RunAsync(
            entryPoint[0],
            [.. entryPoint[1..^1], script],
            new Dictionary<string, string?> { ["GRAFANA_ADMIN_PASSWORD"] = set },
            TestContext.Current.CancellationToken);
        return output.TrimEnd('\n');
    }

    private static YamlMappingNode Read(string path)
    {
        using var reader = File.OpenText(Repository.File(path));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static string Dockerfile() => File.ReadAllText(Repository.File("samples/Quickstart/Dockerfile"));

    private static string Value(string service, string key) => s_services[service][key].ToString();

    private static List<string> List(string service, string key) =>
        s_services[service].Children.TryGetValue(key, out var list)
            ? [.. ((YamlSequenceNode)list).Select(entry => entry.ToString())]
            : [];

    private static Task<string> ComposeAsync(Dictionary<string, string?> variables) => CommandLine.RunAsync(
        Programs.Find("docker-compose"), ["-f", Repository.File("otel/compose.yaml"), "config"], variables,
        TestContext.Current.CancellationToken);

    private static Dictionary<string, string> Environment(string service) =>
        ((YamlMappingNode)s_services[service]["environment"])
            .ToDictionary(entry => entry.Key.ToString(), entry => entry.Value.ToString());

    private static IEnumerable<string> Keys(YamlNode mapping) =>
        ((YamlMappingNode)mapping).Children.Keys.Select(key => key.ToString());

    // Compose uses units such as 320m, and Go uses 256MiB.
    private static double Bytes(string size)
    {
        var match = Size().Match(size);
        return double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            * (match.Groups[2].Value is "g" or "GiB" ? 1 << 30 : 1 << 20);
    }

    [GeneratedRegex("^(\\d+)(m|MiB|g|GiB)$")]
    private static partial Regex Size();

    [GeneratedRegex("^FROM (\\S+)", RegexOptions.Multiline)]
    private static partial Regex FromLine();

    [GeneratedRegex("^COPY (?!--from)(.+) \\S+$", RegexOptions.Multiline)]
    private static partial Regex CopyLine();
}
