using Parquet;
using Parquet.Schema;

namespace LlmCost.AI.Reconciliation.Tests.Importing;

/// <summary>Writes Parquet files with flat columns.</summary>
internal static class ParquetFile
{
    public static string?[] Texts(params string?[] values) => values;

    public static T?[] Numbers<T>(params T?[] values)
        where T : struct => values;

    public static async Task WriteAsync(string path, params (string Name, Array Values)[] columns)
    {
        var fields = Array.ConvertAll(columns, column => column.Values switch
        {
            string?[] => new DataField<string>(column.Name),
            double?[] => new DataField<double?>(column.Name),
            int?[] => new DataField<int?>(column.Name),
            decimal?[] => new DecimalDataField(column.Name, 38, 18, isNullable: true),
            _ => (DataField)new DataField<DateTime?>(column.Name),
        });
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(fields.ToArray<Field>()), file, cancellationToken: TestContext.Current.CancellationToken);
        using var group = writer.CreateRowGroup();
        for (var i = 0; i < fields.Length; i++)
        {
            await (columns[i].Values switch
            {
                string?[] texts => group.WriteAsync(fields[i], texts!),
                double?[] numbers => group.WriteAsync<double>(fields[i], numbers.AsMemory()),
                int?[] numbers => group.WriteAsync<int>(fields[i], numbers.AsMemory()),
                decimal?[] numbers => group.WriteAsync<decimal>(fields[i], numbers.AsMemory()),
                _ => group.WriteAsync<DateTime>(fields[i], ((DateTime?[])columns[i].Values).AsMemory()),
            });
        }
    }
}
