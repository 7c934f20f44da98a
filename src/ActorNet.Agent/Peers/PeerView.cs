using System.Collections.Immutable;

namespace ActorNet.Agent.Peers;

/// <summary>What is known of all nodes.</summary>
/// <param name="IsComplete">Whether there has been a complete snapshot since the agent started; until then absence means nothing.</param>
/// <param name="Peers">The live claims, this node's own included.</param>
internal sealed record PeerView(bool IsComplete, ImmutableArray<Peer> Peers)
{
    public static readonly PeerView Unknown = new(false, []);
}
