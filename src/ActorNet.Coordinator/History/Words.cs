using System.Buffers.Binary;
using System.Text;

namespace ActorNet.Coordinator.History;

/// <summary>What somebody said of an attempt: its name and the reason, packed into a <see cref="WordBlocks">block</see> that others share.</summary>
/// <param name="block">The block; null: nothing was said.</param>
/// <param name="offset">Where in it they begin.</param>
internal readonly struct Words(byte[]? block, int offset)
{
    private const byte Uuid = byte.MaxValue;
    private const int UuidBytes = 16;

    // A byte with the length of the name, or Uuid; the name; two bytes with the length of the reason; the reason.
    public byte[]? Block => block;

    public int Offset => offset;

    public string RequestId => block is null ? string.Empty
        : block[offset] == Uuid ? Convert.ToHexStringLower(Name)
        : Encoding.UTF8.GetString(Name);

    public string Reason => block is null
        ? string.Empty
        : Encoding.UTF8.GetString(block.AsSpan(ReasonOffset + sizeof(ushort), BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(ReasonOffset))));

    private int NameBytes => block![offset] == Uuid ? UuidBytes : block[offset];

    private ReadOnlySpan<byte> Name => block.AsSpan(offset + 1, NameBytes);

    private int ReasonOffset => offset + 1 + NameBytes;

    /// <summary>How many bytes they take.</summary>
    public static int SizeOf(string requestId, string reason) =>
        1 + (IsUuid(requestId) ? UuidBytes : Encoding.UTF8.GetByteCount(requestId)) + sizeof(ushort) + Encoding.UTF8.GetByteCount(reason);

    /// <summary>Packs them. Agents name their attempts by UUIDs without hyphens: those take 16 bytes.</summary>
    public static void Write(string requestId, string reason, Span<byte> target)
    {
        int nameBytes;
        if (IsUuid(requestId))
        {
            target[0] = Uuid;
            Convert.FromHexString(requestId, target.Slice(1, UuidBytes), out _, out nameBytes);
        }
        else
        {
            nameBytes = Encoding.UTF8.GetBytes(requestId, target[1..]);
            target[0] = checked((byte)nameBytes);
        }

        var rest = target[(1 + nameBytes)..];
        BinaryPrimitives.WriteUInt16LittleEndian(rest, checked((ushort)Encoding.UTF8.GetBytes(reason, rest[sizeof(ushort)..])));
    }

    private static bool IsUuid(string requestId) => requestId.Length == 2 * UuidBytes && requestId.All(char.IsAsciiHexDigitLower);
}
