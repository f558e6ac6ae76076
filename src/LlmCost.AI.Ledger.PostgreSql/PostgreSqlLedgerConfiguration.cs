using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LlmCost.AI;

/// <summary>Binds the options to the app's configuration, if the app has one.</summary>
internal sealed class PostgreSqlLedgerConfiguration(IConfiguration? configuration) : IConfigureOptions<PostgreSqlLedgerOptions>
{
    public void Configure(PostgreSqlLedgerOptions options) =>
        configuration?.GetSection(PostgreSqlLedgerOptions.SectionName).Bind(options);
}
