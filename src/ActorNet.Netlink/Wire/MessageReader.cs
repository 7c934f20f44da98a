using System.Runtime.InteropServices;

namespace ActorNet.Netlink.Wire;

/// <summary>Walks over the messages of one datagram. Every length is checked against what was really received.</summary>
internal ref struct MessageReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> rest = datagram;

    public MessageHeader Header { get; private set; }

    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Goes to the next one; false at the end.</summary>
    /// <exception cref="NetlinkException">The datagram ends inside a message, or a message claims to be shorter than its
    /// header.</exception>
    public bool MoveNext()
    {
        if (rest.IsEmpty)
            return false;
        if (rest.Length < MessageHeader.Size)
            throw NetlinkException.Malformed($"{rest.Length} bytes where a header of {MessageHeader.Size} should be");

        Header = MemoryMarshal.Read<MessageHeader>(rest);
        if (Header.Length < MessageHeader.Size || Header.Length > (uint)rest.Length)
            throw NetlinkException.Malformed($"a message of {Header.Length} bytes in {rest.Length}");

        var length = (int)Header.Length;
        Body = rest[MessageHeader.Size..length];
        rest = rest[Math.Min(Alignment.Up(length), rest.Length)..];
        return true;
    }
}
