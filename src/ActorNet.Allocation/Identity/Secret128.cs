using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorNet.Allocation.Identity;

/// <summary>128 random bits: an agent's instance, a lease's token, a shard's incarnation. Prints as nothing but its first byte.</summary>
public readonly record struct Secret128(UInt128 Value)
{
    /// <summary>How many bytes it has.</summary>
    public const int Size = 16;

    /// <summary>Draws a new one from the system's generator.</summary>
    public static Secret128 Draw()
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomNumberGenerator.Fill(bytes);
        return FromBytes(bytes);
    }

    /// <summary>Reads one from 16 bytes.</summary>
    /// <exception cref="ArgumentException">There are not 16 bytes.</exception>
    public static Secret128 FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes))
        : throw new ArgumentException($"{bytes.Length} bytes given; it takes {Size}", nameof(bytes));

    /// <summary>The 16 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(byte)(Value >> 120):x2}…";
}
