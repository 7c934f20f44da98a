using System.Net;
using System.Net.Sockets;
using CsCheck;

namespace ActorNet.Addressing.Tests;

/// <summary>Random prefixes: of any kind, and of a neighbourhood so small that they often meet.</summary>
internal static class Generate
{
    public static readonly Gen<Prefix> Prefix = Gen.Select(Gen.Bool, Gen.Int[0, 128], Gen.Byte.Array[16]).Select((isIPv6, length, bytes) =>
        Make(bytes[..(isIPv6 ? 16 : 4)], isIPv6 ? length : length % 33));

    public static readonly Gen<Prefix> NearbyPrefix = Gen.Select(Gen.Int[24, 32], Gen.Byte).Select((length, last) =>
        Make([10, 0, 0, last], length));

    public static int Width(Prefix prefix) => Width(prefix.Family);

    public static int Width(AddressFamily family) => family == AddressFamily.InterNetwork ? 32 : 128;

    private static Prefix Make(byte[] bytes, int length)
    {
        for (var bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return Addressing.Prefix.Create(new IPAddress(bytes), length);
    }
}
