using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace ActorNet.Netlink.Wire;

/// <summary>
/// Walks over the attributes of a message or of another attribute. Every length is checked; a value of the wrong length is an error.
/// </summary>
internal ref struct AttributeReader(ReadOnlySpan<byte> attributes)
{
    private const int HeaderSize = 4;
    private const ushort TypeMask = 0x3fff;

    private ReadOnlySpan<byte> rest = attributes;

    /// <summary>The type, without the flags for nesting and byte order that share its field.</summary>
    public ushort Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Goes to the next one; false at the end.</summary>
    /// <exception cref="NetlinkException">An attribute claims to be longer than its surroundings, or shorter than its header.</exception>
    public bool MoveNext()
    {
        if (rest.IsEmpty)
            return false;
        if (rest.Length < HeaderSize)
            throw NetlinkException.Malformed($"{rest.Length} bytes where an attribute's header should be");

        var length = MemoryMarshal.Read<ushort>(rest);
        if (length < HeaderSize || length > rest.Length)
            throw NetlinkException.Malformed($"an attribute of {length} bytes in {rest.Length}");

        Type = (ushort)(MemoryMarshal.Read<ushort>(rest[2..]) & TypeMask);
        Value = rest[HeaderSize..length];
        rest = rest[Math.Min(Alignment.Up(length), rest.Length)..];
        return true;
    }

    public readonly AttributeReader Nested() => new(Value);

    public readonly byte U8() => Exactly(1)[0];

    public readonly ushort U16() => MemoryMarshal.Read<ushort>(Exactly(2));

    public readonly ushort U16BigEndian() => BinaryPrimitives.ReadUInt16BigEndian(Exactly(2));

    public readonly uint U32() => MemoryMarshal.Read<uint>(Exactly(4));

    public readonly uint U32BigEndian() => BinaryPrimitives.ReadUInt32BigEndian(Exactly(4));

    public readonly ulong U64BigEndian() => BinaryPrimitives.ReadUInt64BigEndian(Exactly(8));

    public readonly int I32() => MemoryMarshal.Read<int>(Exactly(4));

    /// <summary>A 64-bit number; the kernel aligns it to four bytes only.</summary>
    public readonly ulong U64() => MemoryMarshal.Read<ulong>(Exactly(8));

    public readonly bool Bool() => U8() != 0;

    public readonly string Text()
    {
        var end = Value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
    }

    public readonly IPAddress Address() => AddressCodec.Read(Value);

    /// <summary>Null for links whose addresses are not Ethernet's.</summary>
    public readonly MacAddress? Mac() => Value.Length == MacAddress.Length ? new MacAddress(Value) : null;

    /// <summary>The fixed part at the start of the value.</summary>
    public readonly T Struct<T>() where T : unmanaged => MessageBody.Header<T>(Value, out _);

    private readonly ReadOnlySpan<byte> Exactly(int length) => Value.Length == length
        ? Value
        : throw NetlinkException.Malformed($"attribute {Type} has {Value.Length} bytes, not {length}");
}
