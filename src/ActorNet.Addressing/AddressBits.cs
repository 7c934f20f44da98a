using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ActorNet.Addressing;

/// <summary>
/// Addresses as 128-bit numbers whose first bit is the address's first bit. IPv4 fills the upper 32, so that lengths, masks and order
/// mean the same in both families.
/// </summary>
internal static class AddressBits
{
    public const int IPv4Width = 32;
    public const int IPv6Width = 128;

    public static int Width(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => IPv4Width,
        AddressFamily.InterNetworkV6 => IPv6Width,
        _ => throw new ArgumentException($"Address family {family} is neither InterNetwork nor InterNetworkV6.", nameof(family)),
    };

    public static UInt128 From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static IPAddress ToAddress(UInt128 bits, AddressFamily family)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        return new IPAddress(bytes[..(Width(family) / 8)]);
    }

    /// <summary>The first <paramref name="length"/> bits set. A shift by 128 is a shift by 0, hence the case for length 0.</summary>
    public static UInt128 Mask(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (IPv6Width - length);

    /// <summary>Only the bit at <paramref name="index"/> set, counted from the first.</summary>
    public static UInt128 Bit(int index) => UInt128.One << (IPv6Width - 1 - index);

    public static bool HasBit(UInt128 bits, int index) => (bits & Bit(index)) != UInt128.Zero;

    public static int CommonLength(UInt128 a, UInt128 b) => (int)UInt128.LeadingZeroCount(a ^ b);

    public static bool Covers(UInt128 bits, int length, UInt128 other) => ((bits ^ other) & Mask(length)) == UInt128.Zero;

    /// <summary>2 to the power of <paramref name="exponent"/> modulo 2^128, so 0 for 128.</summary>
    public static UInt128 PowerOfTwo(int exponent) => exponent == IPv6Width ? UInt128.Zero : UInt128.One << exponent;
}
