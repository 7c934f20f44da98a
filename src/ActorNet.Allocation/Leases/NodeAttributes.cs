using Google.Protobuf;

namespace ActorNet.Allocation.Leases;

/// <summary>What a node says of itself: an encoded <c>actornet.v1.NodeAttributes</c>. The rules never look inside.</summary>
/// <param name="Encoded">The message; equal attributes have equal bytes.</param>
public readonly record struct NodeAttributes(ByteString Encoded)
{
    /// <summary>Nothing said.</summary>
    public static readonly NodeAttributes None = new(ByteString.Empty);
}
