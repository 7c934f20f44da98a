using System.Buffers.Binary;
using System.Globalization;
using ActorNet.Agent.Platform;

namespace ActorNet.Agent.Identity;

/// <summary>128 random bits as the contract carries them (16 bytes) and as the state file does (32 hexadecimal digits).</summary>
internal static class Bits128
{
    public const int ByteCount = 16;

    public static UInt128 Random()
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        Posix.FillRandom(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static byte[] ToBytes(UInt128 value)
    {
        var bytes = new byte[ByteCount];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }

    public static string ToHex(UInt128 value) => value.ToString("x32");

    public static bool TryParseHex(string text, out UInt128 value)
    {
        value = default;
        return text.Length == 2 * ByteCount && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
