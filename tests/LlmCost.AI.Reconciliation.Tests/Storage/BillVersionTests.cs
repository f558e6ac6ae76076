using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace LlmCost.AI.Reconciliation.Tests.Storage;

/// <summary>Tests files of bills that another version of the package wrote.</summary>
public sealed class BillVersionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BillSchema.Version - 1, "Move the file away")]
    [InlineData(BillSchema.Version + 1, "Update the package")]
    public void FileOfAnotherVersion_IsNotOpened_AndTheErrorNamesTheRemedy(int version, string remedy)
    {
        var path = _folder.File("bills.db");
        BillStore.Open(path).Dispose();
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}");
            command.ExecuteNonQuery();
        }

        var error = Assert.Throws<InvalidDataException>(() => BillStore.Open(path));

        Assert.StartsWith($"'{path}' is a file of bills of version {version};", error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A change to the tables requires a new version.</summary>
    [Fact]
    public void TablesOfAVersion_DoNotChange() => Assert.Equal(
        (2, "827e11c17f876576"),
        (BillSchema.Version, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(BillSchema.Create)))[..16]));
}
