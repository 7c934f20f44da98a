using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ActorNet.Fuzz.Mutation;

/// <summary>Knows a message's fields: makes one anew of plausible values, or changes the fields of a sample, at any depth.</summary>
/// <param name="descriptor">The message.</param>
internal sealed class ProtobufMutator(MessageDescriptor descriptor) : IMutator
{
    private const int MostDepth = 6;
    private const int MostRepeats = 3;
    private const int DeepNesting = 120;

    private static readonly ulong[] Numbers =
    [
        0, 1, 2, 3, 5, 7, 16, 24, 30, 32, 33, 64, 126, 127, 128, 129, 255, 256, 1000, 10_000, 10_001, 65_535, int.MaxValue, 0x8000_0000, uint.MaxValue, 315_576_000_000, 1UL << 62,
        (1UL << 62) + 1, long.MaxValue, 0x8000_0000_0000_0000, ulong.MaxValue, ulong.MaxValue - 1, unchecked((ulong)int.MinValue), 999_999_999, 1_000_000_000,
    ];

    public byte[] Mutate(byte[] sample, Random random)
    {
        var message = sample.Length == 0 || random.Next(3) == 0 ? Generate(descriptor, random, 0) : sample;
        for (var steps = random.Next(4); steps > 0; steps--)
        {
            message = Change(message, random, 0);
        }

        return message;
    }

    /// <summary>A message most of whose fields are as they should be.</summary>
    public static byte[] Generate(MessageDescriptor descriptor, Random random, int depth)
    {
        var fields = new List<WireField>();
        foreach (var field in descriptor.Fields.InDeclarationOrder())
        {
            if (random.Next(4) == 0 || (field.FieldType == FieldType.Message && depth >= MostDepth) || (field.RealContainingOneof is { } choice && random.Next(choice.Fields.Count) > 0))
            {
                continue;
            }

            for (var times = field.IsRepeated ? random.Next(MostRepeats + 1) : 1; times > 0; times--)
            {
                fields.Add(Generate(field, random, depth));
            }
        }

        return WireField.Write(fields);
    }

    private static WireField Generate(FieldDescriptor field, Random random, int depth) => field.FieldType switch
    {
        FieldType.Message => Delimited(field, Generate(field.MessageType, random, depth + 1)),
        FieldType.String => Delimited(field, Encoding.UTF8.GetBytes(Text(field.Name, random))),
        FieldType.Bytes => Delimited(field, Bytes(random)),
        FieldType.Bool => Varint(field, (ulong)random.Next(2)),
        FieldType.Enum => Varint(field, random.Next(8) == 0 ? Number(random) : (ulong)field.EnumType.Values[random.Next(field.EnumType.Values.Count)].Number),
        FieldType.Fixed64 or FieldType.SFixed64 or FieldType.Double => new WireField(field.FieldNumber, WireFormat.WireType.Fixed64, Number(random), []),
        FieldType.Fixed32 or FieldType.SFixed32 or FieldType.Float => new WireField(field.FieldNumber, WireFormat.WireType.Fixed32, Number(random), []),
        _ => Varint(field, Number(random)),
    };

    private static WireField Delimited(FieldDescriptor field, byte[] bytes) => new(field.FieldNumber, WireFormat.WireType.LengthDelimited, 0, bytes);

    private static WireField Varint(FieldDescriptor field, ulong value) => new(field.FieldNumber, WireFormat.WireType.Varint, value, []);

    /// <summary>Most fields say by their names what they want.</summary>
    private static string Text(string name, Random random) => Pick(
        random.Next(6) == 0 ? Words.Odd
        : name.Contains("cidr", StringComparison.Ordinal) || name.Contains("subnet", StringComparison.Ordinal) || name.Contains("network", StringComparison.Ordinal) ? Words.Prefixes
        : name.Contains("public", StringComparison.Ordinal) || name.Contains("address", StringComparison.Ordinal) || name.Contains("mac", StringComparison.Ordinal) ? Words.Addresses
        : Words.Names,
        random);

    private static T Pick<T>(T[] values, Random random) => values[random.Next(values.Length)];

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(4) switch { 0 => random.Next(40), 1 => 4, _ => 16 }];
        random.NextBytes(bytes);
        return bytes;
    }

    private static ulong Number(Random random) => random.Next(4) == 0 ? (ulong)random.NextInt64() >> random.Next(64) : Pick(Numbers, random);

    private static byte[] Change(byte[] message, Random random, int depth)
    {
        if (WireField.TryParse(message) is not { Count: > 0 } fields)
        {
            return ByteMutator.Instance.Mutate(message, random);
        }

        var at = random.Next(fields.Count);
        var field = fields[at];
        if (field.Type == WireFormat.WireType.LengthDelimited && depth < MostDepth && random.Next(2) == 0 && WireField.TryParse(field.Bytes) is { Count: > 0 })
        {
            fields[at] = field with { Bytes = Change(field.Bytes, random, depth + 1) };
            return WireField.Write(fields);
        }

        switch (random.Next(10))
        {
            case 0:
                fields.RemoveAt(at);
                break;
            case 1:
                fields.InsertRange(at, Enumerable.Repeat(field, random.Next(32) == 0 ? 2000 : random.Next(1, 4)));
                break;
            case 2:
                fields[at] = field with { Number = random.Next(8) == 0 ? (1 << 29) - 1 : random.Next(1, 20) };
                break;
            case 3:
                fields[at] = new WireField(field.Number, Pick([WireFormat.WireType.Varint, WireFormat.WireType.Fixed32, WireFormat.WireType.Fixed64, WireFormat.WireType.LengthDelimited], random), Number(random), Bytes(random));
                break;
            case 4:
                fields[at] = Nested(field.Number, random.Next(8) == 0 ? DeepNesting : 3);
                break;
            case 5:
                fields[at] = field with { Bytes = random.Next(16) == 0 ? new byte[random.Next(100_000)] : [0xc3, 0x28, 0xff] };
                break;
            default:
                fields[at] = field with { Value = Number(random), Bytes = random.Next(2) == 0 ? Encoding.UTF8.GetBytes(Pick(Pick([Words.Odd, Words.Names, Words.Prefixes, Words.Addresses], random), random)) : Bytes(random) };
                break;
        }

        return WireField.Write(fields);
    }

    /// <summary>A message in a message in a message; parsers have a limit for that.</summary>
    private static WireField Nested(int number, int depth)
    {
        var field = new WireField(number, WireFormat.WireType.LengthDelimited, 0, []);
        for (; depth > 0; depth--)
        {
            field = field with { Bytes = WireField.Write([field]) };
        }

        return field;
    }
}
