using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>
/// One change to the kernel's state, ready to be sent: alone or with others in a batch. Made by <see cref="LinkRequest"/>,
/// <see cref="AddressRequest"/>, <see cref="RouteRequest"/>, <see cref="NeighbourRequest"/> and <see cref="FdbRequest"/>.
/// </summary>
public sealed class NetlinkRequest
{
    internal NetlinkRequest(string verb, object subject, MessageType type, MessageFlags flags, ReadOnlyMemory<byte> body)
    {
        Verb = verb;
        Subject = subject;
        Type = type;
        Flags = flags | MessageFlags.Request | MessageFlags.Ack;
        Body = body;
    }

    /// <summary>What is done, in the words of <c>ip</c>: "route replace", "link set br0".</summary>
    public string Verb { get; }

    /// <summary>What was given: a record, or the index or name of a link to delete.</summary>
    public object Subject { get; }

    internal MessageType Type { get; }

    internal MessageFlags Flags { get; }

    /// <summary>The message after its netlink header: a family header and attributes.</summary>
    internal ReadOnlyMemory<byte> Body { get; }

    /// <summary>The verb and its subject, for logs.</summary>
    public override string ToString() => $"{Verb} {Subject}";
}
