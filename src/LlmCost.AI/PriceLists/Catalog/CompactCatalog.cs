using System.Text;

namespace LlmCost.AI;

/// <summary>The catalog as it is embedded: the facts of the JSON files in a form that is read without parsing text.</summary>
/// <remarks>
/// <para>
/// A table of providers, then a block of models for each, which is read when the provider is first asked for. Made from the JSON files by the catalog builder; a test
/// compares the two.
/// </para>
/// <para>Rates are a mask of those that are there, in the order of <see cref="PriceRules.Rates"/>, and their decimals.</para>
/// </remarks>
internal static class CompactCatalog
{
    private const byte FormatVersion = 1;

    /// <summary>Writes files.</summary>
    public static byte[] Write(IReadOnlyList<PriceFile> files)
    {
        var blocks = files.Select(WriteBlock).ToList();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(FormatVersion);
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

    /// <summary>Reads a catalog.</summary>
    /// <exception cref="InvalidDataException">It was written by another version.</exception>
    public static PriceCatalog Read(byte[] content)
    {
        using var reader = new BinaryReader(new MemoryStream(content), Encoding.UTF8);
        if (reader.ReadByte() is not FormatVersion)
        {
            throw new InvalidDataException("The compact catalog is of another version; run the catalog builder again.");
        }

        var asOf = DateOnly.FromDayNumber(reader.ReadInt32());
        var heads = ReadList(reader, static from => (Provider: from.ReadString(), Aliases: ReadList(from, one => one.ReadString()), Length: from.ReadInt32()));
        var offset = (int)reader.BaseStream.Position;
        var providers = new Dictionary<string, Lazy<ProviderPrices>>();
        foreach (var (provider, aliases, length) in heads)
        {
            var block = new ArraySegment<byte>(content, offset, length);
            var prices = new Lazy<ProviderPrices>(() => ReadBlock(provider, block));
            foreach (var name in aliases.Prepend(provider))
            {
                providers.Add(name, prices);
            }

            offset += length;
        }

        return new PriceCatalog(asOf, providers);
    }

    private static byte[] WriteBlock(PriceFile file)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        WriteList(writer, [.. file.Models], static (to, model) =>
        {
            to.Write(model.Key);
            WriteList(to, model.Value.Aliases, static (list, alias) => list.Write(alias));
            WriteList(to, model.Value.Prices, WritePeriod);
        });
        return stream.ToArray();
    }

    private static ProviderPrices ReadBlock(string provider, ArraySegment<byte> block)
    {
        using var reader = new BinaryReader(new MemoryStream(block.Array!, block.Offset, block.Count), Encoding.UTF8);
        var count = reader.ReadInt32();
        var models = new Dictionary<string, PriceHistory>(2 * count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadString();
            var aliases = ReadList(reader, static from => from.ReadString());
            var prices = new PriceHistory(name, ReadList(reader, ReadPeriod));
            models.Add(ModelId.Normalize(name)!, prices);
            foreach (var alias in aliases)
            {
                models.Add(ModelId.Normalize(alias)!, prices);
            }
        }

        return new ProviderPrices(provider, models);
    }

    private static void WritePeriod(BinaryWriter writer, PricePeriod period)
    {
        writer.Write(period.From.UtcTicks);
        WriteList(writer, period.Days, static (to, day) => to.Write((byte)day));
        writer.Write(period.Start?.Ticks ?? -1);
        writer.Write(period.End?.Ticks ?? -1);
        WriteRates(writer, period.Price);
        WriteList(writer, period.Price.Variants, WriteVariant);
        WriteList(writer, period.Price.Fees, WriteFee);
    }

    private static PricePeriod ReadPeriod(BinaryReader reader) => new()
    {
        From = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
        Days = ReadList(reader, static from => (DayOfWeek)from.ReadByte()),
        Start = ReadTime(reader),
        End = ReadTime(reader),
        Price = new ModelPrice(ReadRates(reader)) { Variants = ReadList(reader, ReadVariant), Fees = ReadList(reader, ReadFee) },
    };

    private static TimeOnly? ReadTime(BinaryReader reader) => reader.ReadInt64() is >= 0 and var ticks ? new TimeOnly(ticks) : null;

    private static void WriteVariant(BinaryWriter writer, PriceVariant variant)
    {
        writer.Write(variant.FromInputTokens ?? -1);
        writer.Write((byte)variant.SizeBasis);
        writer.Write(variant.IsMarginal);
        writer.Write(variant.ServiceTier ?? "");
        writer.Write(variant.Region ?? "");
        writer.Write(variant.Speed ?? "");
        writer.Write(variant.Factor ?? -1);
        WriteRates(writer, variant.Rates);
    }

    private static PriceVariant ReadVariant(BinaryReader reader) => new()
    {
        FromInputTokens = reader.ReadInt64() is >= 0 and var from ? from : null,
        SizeBasis = (PromptSizeBasis)reader.ReadByte(),
        IsMarginal = reader.ReadBoolean(),
        ServiceTier = ReadText(reader),
        Region = ReadText(reader),
        Speed = ReadText(reader),
        Factor = reader.ReadDecimal() is >= 0 and var factor ? factor : null,
        Rates = ReadRates(reader),
    };

    private static void WriteFee(BinaryWriter writer, FeeRate fee)
    {
        writer.Write((byte)fee.Unit);
        writer.Write(fee.Amount);
        writer.Write(fee.Per);
        writer.Write(fee.Kind ?? "");
        writer.Write((byte)fee.Direction);
    }

    private static FeeRate ReadFee(BinaryReader reader) => new()
    {
        Unit = (BillableUnit)reader.ReadByte(),
        Amount = reader.ReadDecimal(),
        Per = reader.ReadDecimal(),
        Kind = ReadText(reader),
        Direction = (CostDirection)reader.ReadByte(),
    };

    private static void WriteRates(BinaryWriter writer, TokenRates rates)
    {
        var all = PriceRules.Rates(rates).ToList();
        var mask = 0;
        for (var i = 0; i < all.Count; i++)
        {
            mask |= all[i].Rate is null ? 0 : 1 << i;
        }

        writer.Write(mask);
        foreach (var (_, rate) in all)
        {
            if (rate is { } value)
            {
                writer.Write(value);
            }
        }
    }

    private static TokenRates ReadRates(BinaryReader reader)
    {
        var mask = reader.ReadInt32();
        return new TokenRates
        {
            Input = Next(0),
            InputCacheRead = Next(1),
            InputCacheWrite = Next(2),
            InputCacheWriteOneHour = Next(3),
            InputAudio = Next(4),
            InputAudioCacheRead = Next(5),
            InputImage = Next(6),
            InputImageCacheRead = Next(7),
            InputVideo = Next(8),
            Output = Next(9),
            OutputReasoning = Next(10),
            OutputCitation = Next(11),
            OutputAudio = Next(12),
            OutputImage = Next(13),
            OutputVideo = Next(14),
        };

        decimal? Next(int index) => (mask & (1 << index)) is 0 ? null : reader.ReadDecimal();
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadString() is { Length: > 0 } text ? text : null;

    private static void WriteList<T>(BinaryWriter writer, IReadOnlyList<T> list, Action<BinaryWriter, T> write)
    {
        writer.Write(list.Count);
        foreach (var item in list)
        {
            write(writer, item);
        }
    }

    private static T[] ReadList<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var count = reader.ReadInt32();
        if (count is 0)
        {
            return [];
        }

        var list = new T[count];
        for (var i = 0; i < count; i++)
        {
            list[i] = read(reader);
        }

        return list;
    }
}
