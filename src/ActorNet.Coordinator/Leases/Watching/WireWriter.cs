using System.Buffers;
using Google.Protobuf;

namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>Writes fields in protobuf's wire format (protobuf.dev/programming-guides/encoding), one behind the other.</summary>
internal sealed class WireWriter
{
    private const int LongestVarint = 10;

    private readonly ArrayBufferWriter<byte> bytes = new();

    public int Length => bytes.WrittenCount;

    public ReadOnlyMemory<byte> Written => bytes.WrittenMemory;

    /// <summary>How many bytes a field of a given content takes.</summary>
    public static int SizeOfField(int number, int content) =>
        CodedOutputStream.ComputeTagSize(number) + CodedOutputStream.ComputeLengthSize(content) + content;

    public void Number(int number, long value)
    {
        Varint(WireFormat.MakeTag(number, WireFormat.WireType.Varint));
        Varint((ulong)value);
    }

    /// <summary>Begins a field whose content is written next.</summary>
    public void Begin(int number, int content)
    {
        Varint(WireFormat.MakeTag(number, WireFormat.WireType.LengthDelimited));
        Varint((ulong)content);
    }

    public void Message(IMessage message) => message.WriteTo(bytes);

    public void Raw(ReadOnlySpan<byte> content) => bytes.Write(content);

    private void Varint(ulong value)
    {
        var span = bytes.GetSpan(LongestVarint);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        bytes.Advance(length);
    }
}
