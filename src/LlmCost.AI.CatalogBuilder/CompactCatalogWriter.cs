using System.Text;

namespace LlmCost.AI.CatalogBuilder;

/// <summary>Writes the compact form of the catalog that <see cref="CompactCatalog"/> reads.</summary>
internal static class CompactCatalogWriter
{
    /// <summary>Returns the compact form of the catalog files.</summary>
    public static byte[] Write(IReadOnlyList<PriceFile> files)
    {
        var blocks = files.Select(WriteBlock).ToList();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(CompactCatalog.FormatVersion);
        writer.Write(files.Max(file => file.Checked).DayNumber);
        writer.Write(files.Count);
        for (var i = 0; i < files.Count; i++)
        {
            writer.Write(files[i].Provider);
            WriteList(writer, files[i].Aliases, static (to, alias) => to.Write(alias));
            writer.Write(blocks[i].Length);
        }

        blocks.ForEach(writer.Write);
        return stream.ToArray();
    }

    private static byte[] WriteBlock(PriceFile file)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        WriteList(writer, [.. file.Models], static (to, model) =>
        {
            to.Write(model.Key);
            WriteList(to, model.Value.Aliases, static (list, alias) => list.Write(alias));
            WriteList(to, model.Value.ToPeriods(), WritePeriod);
        });
        return stream.ToArray();
    }

    private static void WritePeriod(BinaryWriter writer, PricePeriod period)
    {
        writer.Write(period.From.UtcTicks);
        WriteList(writer, period.Days, static (to, day) => to.Write((byte)day));
        writer.Write(period.Start?.Ticks ?? -1);
        writer.Write(period.End?.Ticks ?? -1);
        WriteRates(writer, period.Price.Rates);
        writer.Write(period.Price.IsRouting);
        WriteList(writer, period.Price.Variants, WriteVariant);
        WriteList(writer, period.Price.Fees, WriteFee);
    }

    private static void WriteVariant(BinaryWriter writer, PriceVariant variant)
    {
        writer.Write(variant.FromInputTokens ?? -1);
        writer.Write((byte)variant.SizeBasis);
        writer.Write(variant.IsMarginal);
        writer.Write(variant.ServiceTier ?? "");
        writer.Write(variant.Region ?? "");
        writer.Write(variant.Speed ?? "");
        writer.Write(variant.CacheMode ?? "");
        writer.Write(variant.IsThinking);
        writer.Write(variant.Factor ?? -1);
        WriteRates(writer, variant.Rates);
    }

    private static void WriteFee(BinaryWriter writer, FeeRate fee)
    {
        writer.Write((byte)fee.Unit);
        writer.Write(fee.Amount);
        writer.Write(fee.Per);
        writer.Write(fee.Kind ?? "");
        writer.Write((byte)fee.Direction);
    }

    private static void WriteRates(BinaryWriter writer, TokenRates rates)
    {
        writer.Write(rates.Known.Aggregate(0, static (mask, known) => mask | (1 << (int)known.Kind)));
        foreach (var (_, rate) in rates.Known)
        {
            writer.Write(rate);
        }
    }

    private static void WriteList<T>(BinaryWriter writer, IReadOnlyList<T> list, Action<BinaryWriter, T> write)
    {
        writer.Write(list.Count);
        foreach (var item in list)
        {
            write(writer, item);
        }
    }
}
