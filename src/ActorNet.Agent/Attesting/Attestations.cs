using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Fencing;
using ActorNet.Agent.Rules;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Attesting;

/// <summary>
/// What the node really has, in the words and within the bounds of the contract: a coordinator refuses a renewal whose attestation is malformed, and
/// no name of an interface or message of the kernel may cost the lease.
/// </summary>
internal static class Attestations
{
    private const int Version = 1;
    private const int MostBridgeAddresses = 16;
    private const int MostSubnets = 16;
    private const int LongestBridge = 15;
    private const int LongestProblem = 253;

    /// <summary>The attestation; null while nothing has been seen.</summary>
    /// <param name="seen">What the last pass found.</param>
    /// <param name="peerRevision">Up to where other nodes are known; 0: they are not.</param>
    /// <param name="docker">What is known of Docker.</param>
    /// <param name="fence">Where the fence stands.</param>
    /// <param name="rules">Where the rules stand.</param>
    /// <param name="now">The moment at which it is said.</param>
    public static NodeAttestation? From(HostObservation? seen, long peerRevision, DockerSnapshot docker, FenceReport fence, RulesReport rules, Instant now)
    {
        if (seen is null)
            return null;

        var attestation = new NodeAttestation
        {
            Version = Version,
            Bridge = seen.Bridge is { } bridge && IsTellable(bridge) ? bridge : "",
            ConfiguredEpoch = seen.Configured.Value,
            RoutesRight = seen.RoutesRight,
            RoutesWrong = seen.RoutesWrong,
            PeerRevision = Math.Max(peerRevision, 0),
            Problem = seen.Problems.IsEmpty ? "" : Sentence(seen.Problems[0].Message),
            OverlayWrong = seen.OverlayWrong,
            DriftMended = seen.Mended.Total,
            HostRoutes = seen.ForeignRoutes is { } routes ? Routes(routes) : null,
            Fence = FenceOf(fence, now),
            Docker = DockerOf(docker),
            Rules = RulesOf(rules),
        };
        if (attestation.Bridge.Length > 0)
            attestation.BridgeAddresses.Add(seen.BridgeAddresses.Select(Text).OfType<string>().Take(MostBridgeAddresses));
        if (seen.Configured != default)
            attestation.ConfiguredSubnets.Add(seen.ConfiguredSubnets.Take(MostSubnets).Select(subnet => subnet.ToString()));
        return attestation;
    }

    private static HostRoutes Routes(ImmutableArray<Prefix> routes)
    {
        var (ipv4, ipv4LeftOut) = ForeignRoutes.Bound([.. routes.Where(route => route.Family == AddressFamily.InterNetwork)]);
        var (ipv6, ipv6LeftOut) = ForeignRoutes.Bound([.. routes.Where(route => route.Family == AddressFamily.InterNetworkV6)]);
        return new HostRoutes
        {
            Ipv4 = { ipv4.Select(route => route.ToString()) },
            Ipv6 = { ipv6.Select(route => route.ToString()) },
            Ipv4LeftOut = ipv4LeftOut,
            Ipv6LeftOut = ipv6LeftOut,
        };
    }

    private static FenceAttestation? FenceOf(FenceReport fence, Instant now) => ConditionOf(fence, now) is not { } condition
        ? null
        : new FenceAttestation { Condition = condition, Problem = fence.Problem is { } problem ? Sentence(problem) : "" };

    private static FenceCondition? ConditionOf(FenceReport fence, Instant now) => fence.State switch
    {
        FenceState.Idle => null,
        FenceState.InForce => fence.IsOpenAt(now) ? FenceCondition.Open : FenceCondition.Shut,
        FenceState.Failing => FenceCondition.Failing,
        FenceState.Unsupported => FenceCondition.Unsupported,
        _ => throw new InvalidOperationException($"{fence.State} is no state of a fence."),
    };

    private static RulesAttestation? RulesOf(RulesReport rules) => rules is { Kind: RuleKind.Auto or RuleKind.None, Problems.IsEmpty: true }
        ? null
        : new RulesAttestation { Wrong = rules.Problems.Length, Problem = rules.Problems is [var first, ..] ? Sentence(first.Message) : "" };

    private static DockerAttestation? DockerOf(DockerSnapshot docker) => ConditionOf(docker) is not { } condition
        ? null
        : new DockerAttestation { Condition = condition, Problem = docker.Problem is { } problem ? Sentence(problem) : "" };

    private static DockerCondition? ConditionOf(DockerSnapshot docker) => docker switch
    {
        { HasLooked: false } => null,
        { Change: not null } => DockerCondition.Changing,
        { IsConflict: true } => DockerCondition.Conflict,
        { EngineVersion: null, EngineSubnets: null } => null, // one runs and has never answered
        { EngineVersion: null } => DockerCondition.Absent,
        _ => DockerCondition.Agrees,
    };

    private static bool IsTellable(string name) => name.Length is > 0 and <= LongestBridge && name.All(character => character is > ' ' and <= '~' and not '/');

    /// <summary>Null for an address that has no form of its own in the contract.</summary>
    private static string? Text(InterfaceAddress address)
    {
        if (address.Address.IsIPv4MappedToIPv6)
            return null;

        var bytes = address.Address.GetAddressBytes(); // without a zone
        var host = Prefix.Create(new IPAddress(bytes), bytes.Length * 8).ToString();
        return $"{host[..host.IndexOf('/')]}/{address.PrefixLength}";
    }

    private static string Sentence(string text) => string.Concat(text
        .EnumerateRunes()
        .Take(LongestProblem)
        .Select(rune => Rune.IsControl(rune) ? " " : rune.ToString()));
}
