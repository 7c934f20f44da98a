using Google.Protobuf;

namespace ActorNet.Allocation.Leases;

/// <summary>What a node says of itself: an encoded <c>actornet.v1.NodeAttributes</c>. The rules never look inside.</summary>
/// <param name="Encoded">The message; equal attributes have equal bytes.</param>
/// <param name="Version">The agent installation's number for them, which grows with each change; 0: it counts none.</param>
public readonly record struct NodeAttributes(ByteString Encoded, long Version = 0)
{
    /// <summary>Nothing said.</summary>
    public static readonly NodeAttributes None = new(ByteString.Empty);

    /// <summary>Whether these were said before others of the same installation. A request can be overtaken by a later one.</summary>
    public bool AreOlderThan(NodeAttributes others) => Version > 0 && Version < others.Version;
}
