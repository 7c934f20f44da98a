using System.Runtime.InteropServices;

namespace ActorNet.Netlink.Wire;

/// <summary>
/// NLMSG_ERROR, which is also the acknowledgement of success: <c>struct nlmsgerr</c> and NLMSGERR_ attributes (<c>linux/netlink.h</c>).
/// </summary>
internal readonly record struct Acknowledgement(NetlinkError? Error, string? Warning)
{
    private const ushort MessageAttribute = 1;
    private const ushort OffsetAttribute = 2;
    private const ushort MissingTypeAttribute = 5;

    // Flags of an acknowledgement, which share their bits with those of requests.
    private const MessageFlags Capped = (MessageFlags)0x100;
    private const MessageFlags HasAttributes = (MessageFlags)0x200;

    private const int StatusSize = sizeof(int);

    /// <summary>Reads an acknowledgement that says whether it echoes the whole request, and whether attributes follow.</summary>
    /// <exception cref="NetlinkException">The acknowledgement is shorter than what it says it holds.</exception>
    public static Acknowledgement Parse(MessageHeader header, ReadOnlySpan<byte> body)
    {
        var status = MessageBody.Header<int>(body, out var rest);
        if (!header.Flags.HasFlag(HasAttributes))
            return From(status, default);

        // After the status comes the request: its header only if it was capped, else all of it.
        var request = MessageBody.Header<MessageHeader>(rest, out _);
        var echoed = header.Flags.HasFlag(Capped) ? MessageHeader.Size : request.Length;
        if (echoed < MessageHeader.Size || echoed > rest.Length)
            throw NetlinkException.Malformed($"an acknowledgement of {body.Length} bytes for a request of {echoed}");
        return From(status, rest[Math.Min(Alignment.Up((int)echoed), rest.Length)..]);
    }

    /// <summary>NLMSG_DONE, the end of a dump, has a status and attributes as well, but no request. It may also be empty.</summary>
    public static Acknowledgement ParseDone(MessageHeader header, ReadOnlySpan<byte> body)
    {
        if (body.Length < StatusSize)
            return default;

        var status = MemoryMarshal.Read<int>(body);
        return From(status, header.Flags.HasFlag(HasAttributes) ? body[StatusSize..] : default);
    }

    private static Acknowledgement From(int status, ReadOnlySpan<byte> attributes)
    {
        string? message = null;
        uint? offset = null;
        for (var attribute = new AttributeReader(attributes); attribute.MoveNext();)
        {
            switch (attribute.Type)
            {
                case MessageAttribute:
                    message = attribute.Text();
                    break;
                case OffsetAttribute:
                    offset = attribute.U32();
                    break;
                case MissingTypeAttribute:
                    message ??= $"attribute {attribute.U32()} is missing";
                    break;
            }
        }

        return status < 0
            ? new Acknowledgement(new NetlinkError((Errno)(-status), message, offset), null)
            : new Acknowledgement(null, message);
    }
}
