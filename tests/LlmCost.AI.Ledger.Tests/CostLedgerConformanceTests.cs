using Microsoft.Extensions.Time.Testing;

namespace LlmCost.AI.Tests;

/// <summary>The shared tests of ledger readers, with a ledger in SQLite.</summary>
public sealed class CostLedgerConformanceTests : LedgerReaderConformanceTests
{
    private protected override Task<KeptLedger> OpenAsync() => Task.FromResult<KeptLedger>(new FileLedger());

    private sealed class FileLedger : KeptLedger
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-ledger-").FullName;
        private readonly LedgerFile _file;

        public FileLedger()
        {
            _file = new LedgerFile(Path.Combine(_folder, "ledger-0.db"), fullSync: false, maxBytes: null);
            Reader = CostLedger.Open(_folder);
        }

        public override ILedgerReader Reader { get; }

        public override Task KeepAsync(IReadOnlyList<LedgerCall> calls, IReadOnlyList<LedgerGap> gaps)
        {
            _file.Write(calls, gaps);
            return Task.CompletedTask;
        }

        public override Task PurgeAsync(LedgerPeriod month) =>
            new DayCloser(_file.Path, new() { RetentionDays = 2 }, new FakeTimeProvider(month.End.AddDays(3)))
                .RunAsync(CancellationToken.None);

        public override ValueTask DisposeAsync()
        {
            _file.Dispose();
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
