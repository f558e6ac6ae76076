using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI.Tests;

/// <summary>Tests ledger files that another version of the package wrote.</summary>
public sealed class LedgerVersionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmcost-ledger-").FullName;

    private string FilePath => Path.Combine(_folder, "ledger-0.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void FileOfALaterVersion_PreventsTheStart_AndTheErrorNamesTheRemedy()
    {
        Create(LedgerSchema.Version + 1);

        var error = Assert.Throws<InvalidDataException>(() => new TestLedger(folder: _folder));

        Assert.StartsWith(
            $"'{FilePath}' is a ledger of version {LedgerSchema.Version + 1};", error.Message, StringComparison.Ordinal);
        Assert.Contains("Update the package", error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// A file of an earlier version lacks tables and columns. SQLite itself would report only the first missing one.
    /// </summary>
    [Fact]
    public void FileOfAnEarlierVersion_IsNeitherWrittenNorRead_AndTheErrorNamesTheRemedy()
    {
        Create(LedgerSchema.Version - 1, "DROP TABLE forgotten_call");

        foreach (var open in (Func<object>[])[() => new TestLedger(folder: _folder), () => CostLedger.Open(_folder)])
        {
            var error = Assert.Throws<InvalidDataException>(open);

            Assert.StartsWith(
                $"'{FilePath}' is a ledger of version {LedgerSchema.Version - 1};", error.Message, StringComparison.Ordinal);
            Assert.Contains("Move the file away", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A change to the tables requires a new version.</summary>
    [Fact]
    public void TablesOfAVersion_DoNotChange() => Assert.Equal(
        (3, "91879de696a01416"),
        (LedgerSchema.Version, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(LedgerSchema.Create)))[..16]));

    private void Create(int version, string change = "")
    {
        LedgerDatabase.OpenToWrite(FilePath, fullSync: false).Dispose();
        using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"{change}; PRAGMA user_version = {version}"));
    }
}
