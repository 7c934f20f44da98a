using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ActorNet.Netlink.Wire;

/// <summary>Builds the body of a message: a fixed header, then attributes.</summary>
internal sealed class MessageWriter
{
    private const int AttributeHeaderSize = 4;
    private const ushort NestedFlag = 0x8000;

    private byte[] buffer = new byte[128];
    private int length;

    /// <summary>What was written. Later writes do not change it.</summary>
    public ReadOnlyMemory<byte> ToBody() => buffer.AsMemory(0, length).ToArray();

    public MessageWriter Struct<T>(in T value) where T : unmanaged
    {
        MemoryMarshal.Write(Extend(Unsafe.SizeOf<T>()), value);
        return this;
    }

    public MessageWriter Bytes(ushort type, ReadOnlySpan<byte> value)
    {
        value.CopyTo(Attribute(type, value.Length));
        return this;
    }

    public MessageWriter U8(ushort type, byte value) => Bytes(type, [value]);

    public MessageWriter Bool(ushort type, bool value) => U8(type, value ? (byte)1 : (byte)0);

    public MessageWriter U16(ushort type, ushort value)
    {
        MemoryMarshal.Write(Attribute(type, sizeof(ushort)), value);
        return this;
    }

    public MessageWriter U16BigEndian(ushort type, ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Attribute(type, sizeof(ushort)), value);
        return this;
    }

    public MessageWriter U32(ushort type, uint value)
    {
        MemoryMarshal.Write(Attribute(type, sizeof(uint)), value);
        return this;
    }

    public MessageWriter U32BigEndian(ushort type, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Attribute(type, sizeof(uint)), value);
        return this;
    }

    public MessageWriter U64BigEndian(ushort type, ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Attribute(type, sizeof(ulong)), value);
        return this;
    }

    public MessageWriter I32(ushort type, int value) => U32(type, unchecked((uint)value));

    /// <summary>Text with a NUL after it.</summary>
    public MessageWriter Text(ushort type, string value)
    {
        Encoding.UTF8.GetBytes(value, Attribute(type, Encoding.UTF8.GetByteCount(value) + 1));
        return this;
    }

    public MessageWriter Address(ushort type, IPAddress value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, out var size);
        return Bytes(type, bytes[..size]);
    }

    public MessageWriter Mac(ushort type, MacAddress value)
    {
        value.CopyTo(Attribute(type, MacAddress.Length));
        return this;
    }

    /// <summary>An attribute whose value is what <paramref name="write"/> writes.</summary>
    public MessageWriter Nested<TState>(ushort type, TState state, Action<MessageWriter, TState> write)
    {
        var start = length;
        Attribute((ushort)(type | NestedFlag), 0);
        write(this, state);
        SetLength(start);
        return this;
    }

    /// <summary>A <c>struct rtnexthop</c>: a length in its first two bytes, a fixed part, then attributes.</summary>
    public MessageWriter LengthPrefixed<T, TState>(in T value, TState state, Action<MessageWriter, TState> write) where T : unmanaged
    {
        var start = length;
        Struct(value);
        write(this, state);
        SetLength(start);
        return this;
    }

    private void SetLength(int start) => MemoryMarshal.Write(buffer.AsSpan(start), checked((ushort)(length - start)));

    private Span<byte> Attribute(ushort type, int valueLength)
    {
        var attribute = Extend(AttributeHeaderSize + valueLength);
        MemoryMarshal.Write(attribute, checked((ushort)(AttributeHeaderSize + valueLength)));
        MemoryMarshal.Write(attribute[2..], type);
        return attribute.Slice(AttributeHeaderSize, valueLength);
    }

    /// <summary>Adds room at the end, zeroed, and padding up to the next boundary.</summary>
    private Span<byte> Extend(int size)
    {
        var start = length;
        length += Alignment.Up(size);
        if (length > buffer.Length)
            Array.Resize(ref buffer, Math.Max(length, 2 * buffer.Length));
        return buffer.AsSpan(start, size);
    }
}
