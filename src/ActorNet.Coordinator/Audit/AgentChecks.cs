using ActorNet.Addressing;
using ActorNet.Allocation.Timing;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Attestations;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Audit;

/// <summary>
/// What agents attest against the leases. A node is judged only by what it said after it had heard of its lease and had time to act: a lease that
/// changed since, or a moment before, says nothing about the node.
/// </summary>
internal static class AgentChecks
{
    /// <summary>By these rules attestations are compared.</summary>
    private const int Version = 1;

    /// <summary>A node that says nothing for longer is gone, or attests over a replica that did not answer.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(2);

    /// <summary>A node renews after a third of its time to live, and every 30 s at least.</summary>
    private static readonly TimeSpan LongestRenewal = TimeSpan.FromSeconds(30);

    /// <summary>Everything that is wrong with the nodes of a pool.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="attested">What its nodes said, over whichever replica; a node may be in it more than once, and the last counts.</param>
    /// <param name="now">The wall clock.</param>
    public static CheckResult Of(DirectoryPool pool, IEnumerable<AttestedNode> attested, DateTimeOffset now)
    {
        var comparable = new List<(AttestedNode Node, DirectoryLease Lease)>();
        foreach (var node in attested.GroupBy(node => node.Node).Select(said => said.MinBy(node => node.Age)!))
        {
            if (node.Generation == pool.Spec.Generation
                && pool.Leases.TryGet(node.Node, out var lease)
                && IsComparable(node, lease, pool.Spec.Timing, now))
            {
                comparable.Add((node, lease));
            }
        }

        return CheckResult.Of(CheckNames.Agents, comparable.Count, [.. comparable.SelectMany(pair => CheckSetUp(pair.Node, pair.Lease, pool).Concat(CheckHost(pair.Node, pair.Lease)))]);
    }

    private static bool IsComparable(AttestedNode node, DirectoryLease lease, LeaseTiming timing, DateTimeOffset now)
    {
        var renewal = timing.TimeToLive / 3 < LongestRenewal ? timing.TimeToLive / 3 : LongestRenewal;
        return node.Attestation.Version == Version
            && lease.State == Allocation.Leases.LeaseState.Active
            && node.Age <= Stale
            && lease.Revision <= node.SeenRevision
            && lease.GrantedAt + (renewal * 2) <= now - node.Age;
    }

    /// <summary>What the node is set up for, against its lease and the other nodes'.</summary>
    private static IEnumerable<Finding> CheckSetUp(AttestedNode node, DirectoryLease lease, DirectoryPool pool)
    {
        var said = node.Attestation;
        var expected = lease.Subnets.Select(subnet => subnet.ToString());
        if (said.ConfiguredEpoch == 0)
        {
            yield return Found(
                AuditCodes.NodeNotSetUp,
                $"node {lease.Node} renews its lease of epoch {lease.Epoch}, but says that it is not set up for it{Because(said)}",
                "see in the agent's log on the node what is in its way",
                node,
                lease);
        }
        else if (said.ConfiguredEpoch != lease.Epoch.Value)
        {
            yield return Found(
                AuditCodes.NodeOnOldEpoch,
                $"node {lease.Node} has a lease of epoch {lease.Epoch}, but says that it is set up for epoch {said.ConfiguredEpoch}{Because(said)}",
                "see in the agent's log on the node what is in its way; until then other nodes' routes may lead to a subnet that it does not have",
                node,
                lease);
        }
        else if (!said.ConfiguredSubnets.SequenceEqual(expected) && !said.ConfiguredSubnets.SequenceEqual(lease.Staying.Select(subnet => subnet.ToString())))
        {
            yield return Found(
                AuditCodes.NodeOnOtherSubnet,
                $"node {lease.Node} says that it is set up for {Text(said.ConfiguredSubnets)} with epoch {lease.Epoch}, but the lease of that epoch is for {Text(expected)}",
                "restart the agent on the node with its state directory removed: two journals, or a restored backup, have given the same epoch twice",
                node,
                lease);
        }

        if (said.Bridge.Length > 0 && DifferenceOf(said, lease, pool) is { } difference)
        {
            yield return Found(
                AuditCodes.BridgeDiffers,
                $"{said.Bridge} of node {lease.Node} has {Text(said.BridgeAddresses)}, but its lease of epoch {lease.Epoch} is for {Text(expected)}: {difference}",
                "see in the agent's log on the node whose bridge it is; stop what uses the address and remove it, or the bridge, and the agent sets it right",
                node,
                lease);
        }

        if (said.PeerRevision > 0 && said.PeerRevision < node.SettledRevision)
        {
            yield return Found(
                AuditCodes.PeersBehind,
                $"node {lease.Node} knows the other nodes as of revision {said.PeerRevision}, although revision {node.SettledRevision} had been there for minutes",
                "see in the agent's log on the node why its watch does not go on; packets to nodes that are new since are lost",
                node,
                lease);
        }
    }

    /// <summary>What the node itself says is wrong: nobody else can tell.</summary>
    private static IEnumerable<Finding> CheckHost(AttestedNode node, DirectoryLease lease)
    {
        var said = node.Attestation;
        if (said.RoutesWrong > 0)
        {
            yield return Found(
                AuditCodes.RoutesWrong,
                $"node {lease.Node} says that {said.RoutesWrong} of its {(long)said.RoutesRight + said.RoutesWrong} routes to other nodes are not as they should be{Because(said)}",
                "see in the agent's log on the node which they are and whose route is in the way; packets to those nodes are lost",
                node,
                lease);
        }

        if (said.OverlayWrong > 0)
        {
            yield return Found(
                AuditCodes.OverlayWrong,
                $"node {lease.Node} says that {said.OverlayWrong} entries of its tunnels are not as they should be{Because(said)}",
                "see with 'actornet-agent status' on the node which they are and what is in the way; packets to those nodes are lost",
                node,
                lease);
        }

        switch (said.Fence?.Condition)
        {
            case FenceCondition.Failing or FenceCondition.Unsupported:
                yield return Found(
                    AuditCodes.FenceMissing,
                    $"the kernel of node {lease.Node} keeps no fence{Because(said.Fence.Problem)}: if the agent does not run when its lease of epoch {lease.Epoch} ends, the node goes on using subnets that others get",
                    "mend on the node what is named; the kernel needs nf_tables with the family inet, and timeouts of sets",
                    node,
                    lease);
                break;
            case FenceCondition.Shut:
                yield return Found(
                    AuditCodes.FenceShut,
                    $"node {lease.Node} renews its lease of epoch {lease.Epoch}, but says that its fence lets nothing of it pass: containers reach nobody on other hosts",
                    "see with 'actornet-agent status' on the node what hangs, and restart the agent: that changes nothing on the host",
                    node,
                    lease);
                break;
        }

        if (said.Rules is { Wrong: > 0 } rules)
        {
            yield return Found(
                AuditCodes.RulesWrong,
                $"node {lease.Node} says that its rules for packets are not as they should be, in {rules.Wrong} points{Because(rules.Problem)}",
                "mend on the node what is named; containers may reach nobody, or with an address that nobody answers",
                node,
                lease);
        }

        if (said.Docker is { Condition: DockerCondition.Conflict } docker)
        {
            yield return Found(
                AuditCodes.DockerConflict,
                $"Docker on node {lease.Node} does not follow the node's lease of epoch {lease.Epoch}{(docker.Problem.Length > 0 ? $": {docker.Problem}" : string.Empty)}",
                "mend on the node what is named; containers may get addresses that are not the node's",
                node,
                lease);
        }
    }

    /// <summary>
    /// What is wrong with the bridge's addresses; null: nothing. Addresses outside the pool are none of ours. While a node moves, its bridge has the
    /// address of what it goes to or of what it is leaving, or both; else that of each subnet.
    /// </summary>
    private static string? DifferenceOf(NodeAttestation said, DirectoryLease lease, DirectoryPool pool)
    {
        foreach (var family in lease.Subnets.GroupBy(subnet => subnet.Family))
        {
            var lacking = family.Select(BridgeAddressOf).Where(address => !said.BridgeAddresses.Contains(address)).ToList();
            var isMoving = family.Any(lease.Leaving.Contains);
            if (isMoving ? lacking.Count == family.Count() : lacking.Count > 0)
            {
                return $"it lacks {string.Join(isMoving ? " or " : " and ", lacking)}";
            }
        }

        var allowed = lease.Subnets.Select(BridgeAddressOf).ToList();
        var surplus = said.BridgeAddresses.FirstOrDefault(address => !allowed.Contains(address) && pool.Spec.Cidrs.Any(cidr => IsIn(cidr, address)));
        return surplus is null ? null : $"{surplus} is of the pool and not the node's";
    }

    /// <summary>What the bridge has of a subnet; IPv6 as in RFC 5952, which an address of .NET does not always write.</summary>
    private static string BridgeAddressOf(Prefix subnet)
    {
        var host = Prefix.Create(subnet.FirstUsable, subnet.Address.GetAddressBytes().Length * 8).ToString();
        return $"{host[..host.IndexOf('/')]}/{subnet.Length}";
    }

    private static bool IsIn(Prefix cidr, string interfaceAddress) =>
        System.Net.IPAddress.TryParse(interfaceAddress.AsSpan(0, Math.Max(interfaceAddress.IndexOf('/'), 0)), out var address) && cidr.Contains(address);

    private static string Because(NodeAttestation said) => Because(said.Problem);

    private static string Because(string problem) => problem.Length > 0 ? $" ({problem})" : string.Empty;

    private static string Text(IEnumerable<string> items) => string.Join(' ', items) is { Length: > 0 } text ? text : "nothing";

    private static Finding Found(string code, string message, string proposal, AttestedNode node, DirectoryLease lease) => new(code, message, proposal)
    {
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["pool"] = lease.Pool.Value,
            ["node"] = lease.Node.Value,
            ["epoch"] = $"{lease.Epoch}",
            ["subnets"] = string.Join(' ', lease.Subnets),
            ["configured_epoch"] = $"{node.Attestation.ConfiguredEpoch}",
            ["configured_subnets"] = string.Join(' ', node.Attestation.ConfiguredSubnets),
            ["bridge"] = node.Attestation.Bridge,
            ["bridge_addresses"] = string.Join(' ', node.Attestation.BridgeAddresses),
            ["routes_right"] = $"{node.Attestation.RoutesRight}",
            ["routes_wrong"] = $"{node.Attestation.RoutesWrong}",
            ["overlay_wrong"] = $"{node.Attestation.OverlayWrong}",
            ["fence"] = node.Attestation.Fence is { } fence ? $"{fence.Condition}".ToUpperInvariant() : string.Empty,
            ["rules_wrong"] = node.Attestation.Rules is { } rules ? $"{rules.Wrong}" : string.Empty,
            ["peer_revision"] = $"{node.Attestation.PeerRevision}",
            ["settled_revision"] = $"{node.SettledRevision}",
            ["problem"] = node.Attestation.Problem,
            ["age_seconds"] = $"{(long)node.Age.TotalSeconds}",
        },
    };
}
