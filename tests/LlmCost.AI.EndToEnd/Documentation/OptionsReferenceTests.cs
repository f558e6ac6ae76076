using System.Text;
using System.Text.RegularExpressions;
using LlmCost.AI.EndToEnd.Backend;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>Checks the settings in the documentation.</summary>
public sealed partial class OptionsReferenceTests
{
    private static readonly Type[] s_options =
        [typeof(CostMeteringOptions), typeof(BudgetsOptions), typeof(BudgetOptions), typeof(BudgetStoreOptions)];

    /// <summary>The sections that are bound to options other than <see cref="CostMeteringOptions"/>.</summary>
    private static readonly string[] s_otherSections =
    [
        "Feeds", "BudgetProblemDetails", "Dashboard", "HealthCheck", "Ledger", "Reconciliation",
        .. typeof(BudgetsOptions).GetProperties().Select(one => one.Name),
    ];

    /// <summary>The keys of all sections.</summary>
    public static TheoryData<string> Keys =>
    [
        .. from section in OptionsSection.All
           from property in section.Options.GetProperties()
           select $"{section.Path}:{property.Name}",
    ];

    public static TheoryData<string, int> Settings =>
    [
        .. from file in MarkdownFile.All.Values
           from block in file.CodeBlocks
           where block.Language is "json" && block.Text.Contains("\"LlmCost\"", StringComparison.Ordinal)
           select (file.Path, block.FirstLine),
    ];

    [Fact]
    public void Readme_HasARowForEachOption() =>
        Assert.Equal(
            s_options
                .SelectMany(options => options.GetProperties())
                .Select(property => property.Name)
                .Order(StringComparer.Ordinal),
            Rows("src/LlmCost.AI/README.md").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Settings))]
    public void Settings_NameOptionsThatExist(string file, int line)
    {
        var section = Configuration(file, line).GetSection(CostMeteringOptions.SectionName);
        var budgets = new BudgetsOptions();

        section.Bind(
            new CostMeteringOptions(),
            binder => binder.ErrorOnUnknownConfiguration = !s_otherSections.Any(other => section.GetSection(other).Exists()));
        section.GetSection("Feeds").Bind(new PriceFeedsOptions(), Strictly);
        section.GetSection("BudgetProblemDetails").Bind(new BudgetProblemDetailsOptions(), Strictly);
        section.GetSection("Dashboard").Bind(new LlmCostDashboardOptions(), Strictly);
        section.GetSection("HealthCheck").Bind(new LlmCostHealthCheckOptions(), Strictly);
        section.GetSection("Ledger").Bind(
            new LedgerOptions(),
            binder => binder.ErrorOnUnknownConfiguration = !section.GetSection("Ledger:PostgreSql").Exists());
        section.GetSection("Reconciliation").Bind(new CostReconciliationOptions(), Strictly);
        section.GetSection("Ledger:PostgreSql").Bind(new PostgreSqlLedgerOptions(), Strictly);
        section.GetSection(nameof(budgets.Budgets)).Bind(budgets.Budgets, Strictly);
        section.GetSection(nameof(budgets.BudgetStore)).Bind(budgets.BudgetStore, Strictly);

        static void Strictly(BinderOptions binder) => binder.ErrorOnUnknownConfiguration = true;
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Settings_AreValid(string file, int line)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddConfiguration(Configuration(file, line));
        builder.Configuration["LlmCost:PriceFiles:0"] = Repository.File("src/LlmCost.AI/PriceLists/Catalog/openai.json");
        builder.Services.AddCostMetering().AddBudgets();

        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task MisspelledKey_PreventsTheStart_AndTheErrorSuggestsTheRightKey(string key)
    {
        var name = key.Split(':')[^1];
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration[$"{key[..^name.Length]}{name[..^1]}{(name[^1] is 'x' ? 'y' : 'x')}"] = "1";
        builder.Services.AddCostMetering().AddBudgets();
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains($" is not a key of LlmCost; did you mean '{name}'?", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Key_IsNotUnknownAtStart(string key)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration[key] = "";
        builder.Services.AddCostMetering();

        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IConfigurationRoot Configuration(string file, int line)
    {
        var block = MarkdownFile.All[file].CodeBlocks.Single(block => block.FirstLine == line);
        return new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(block.Text))).Build();
    }

    private static IEnumerable<string> Rows(string file) =>
        Row().Matches(File.ReadAllText(Repository.File(file))).Select(row => row.Groups["key"].Value);

    [GeneratedRegex(@"^\| `(?<key>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
