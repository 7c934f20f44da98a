using ActorNet.Agent.State;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Leasing;

/// <summary>The agent's requests.</summary>
internal static class LeaseRequests
{
    public static AcquireLeaseRequest Acquire(NodeProfile profile, AgentState state, long version, LeaseSituation situation, string requestId)
    {
        var request = new AcquireLeaseRequest
        {
            Pool = state.NamedPool,
            NodeId = profile.Node.Value,
            Instance = state.Instance.ToByteString(),
            Token = state.Token?.ToByteString() ?? Google.Protobuf.ByteString.Empty,
            BurntEpoch = situation.Burnt.Value,
            Ipv4PrefixLength = profile.IPv4PrefixLength,
            Ipv6PrefixLength = profile.IPv6PrefixLength,
            Ipv4LongestPrefixLength = profile.IPv4LongestPrefixLength,
            Ipv6LongestPrefixLength = profile.IPv6LongestPrefixLength,
            Attributes = profile.ToAttributes(),
            AttributesVersion = version,
            RequestId = requestId,
            AcceptsMove = true,
            MostSubnets = profile.MostSubnets,
            GivesBack = profile.GivesBack,
        };
        if (situation.GivenUp is { } givenUp)
        {
            request.GivenUp.Add(givenUp.Subnets.Select(subnet => subnet.ToString()));
            request.GivenUpEpoch = givenUp.Epoch.Value;
        }

        // What the host is set up for comes first: getting it back costs nobody anything.
        request.PreferredSubnets.Add(situation.LatestSubnets.Concat(profile.PreferredSubnets).Distinct().Take(MostPreferred).Select(subnet => subnet.ToString()));
        return request;
    }

    public static KeepAliveRequest KeepAlive(AgentState state, HeldLease lease, long number, NodeAttestation? attestation) => new()
    {
        RequestNumber = number,
        Pool = lease.Pool,
        NodeId = state.Node.Value,
        Instance = state.Instance.ToByteString(),
        Epoch = lease.Epoch.Value,
        Attestation = attestation,
    };

    /// <summary>The holder's own release: it vouches that it has erased what it saved.</summary>
    public static ReleaseLeaseRequest Release(AgentState state, string reason, string requestId) => new()
    {
        Pool = state.NamedPool,
        NodeId = state.Node.Value,
        Instance = state.Instance.ToByteString(),
        Epoch = state.UnansweredRelease.Value,
        Reason = reason,
        RequestId = requestId,
    };

    private const int MostPreferred = 16;
}
