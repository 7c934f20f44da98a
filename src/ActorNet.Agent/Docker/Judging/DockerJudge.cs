using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text.Json;
using ActorNet.Addressing;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker.Daemon;
using ActorNet.Agent.Docker.Engine;

namespace ActorNet.Agent.Docker.Judging;

/// <summary>
/// Compares Docker with the lease, and names the cause of a difference (<c>safety.md</c> I18). Docker is read back twice: from the kernel, which has docker0's addresses, and from the engine, which
/// remembers the subnet that it gives addresses from, and reads docker0 only when it starts.
/// </summary>
internal static class DockerJudge
{
    /// <summary>Where Docker takes user-defined networks from unless it is configured (moby, libnetwork/ipamutils): the first address of each, and the length.</summary>
    private static readonly ImmutableArray<Prefix> BuiltInPools = [Prefix.Parse("172.16.0.0/12"), Prefix.Parse("192.168.0.0/16")];

    private const string DefaultFile = "/etc/docker/daemon.json";

    /// <summary>All that is wrong, the conflicts first.</summary>
    public static ImmutableArray<DockerFinding> Judge(DockerFacts facts)
    {
        var findings = new List<DockerFinding>();
        if (facts.FileProblem is { } problem)
            findings.Add(new DockerFinding(DockerCause.FileUnusable, problem));
        findings.AddRange(JudgeEngine(facts));
        findings.AddRange(JudgeIPv6(facts));
        findings.AddRange(JudgeMasquerading(facts));
        findings.AddRange(JudgeDocker0(facts));
        findings.AddRange(JudgeNetworks(facts));
        findings.AddRange(JudgeAddressPools(facts));
        if (facts is { HasCni: true, Engine.DefaultNetwork: not null })
            findings.Add(new DockerFinding(DockerCause.SharedWithCni, "Docker and CNI plugins both give out addresses of docker0's subnet, without knowing of each other; use another bridge for CNI, or no cni-config-file"));
        return [.. findings.OrderBy(finding => finding.IsConflict ? 0 : 1)];
    }

    /// <summary>The subnets that new containers on docker0 get addresses from although the lease does not have them first; none: the engine follows the lease.</summary>
    public static IEnumerable<(Prefix Engine, Prefix Lease)> Differences(DaemonSettings settings, EngineView engine)
    {
        if (engine.DefaultNetwork is not { } network)
            yield break;

        foreach (var wanted in new[] { settings.IPv4, settings.IPv6 }.OfType<Prefix>())
        {
            // Without IPv6 in Docker there is none to differ.
            foreach (var has in network.Subnets.Where(subnet => subnet.Family == wanted.Family && subnet != wanted))
                yield return (has, wanted);
        }
    }

    /// <summary>Whether a restart would make the engine follow the lease, as far as can be seen.</summary>
    public static bool NeedsRestart(DockerFacts facts) =>
        facts.Engine is { } engine && facts.FileProblem is null && (Differences(facts.Settings, engine).Any() || LacksIPv6(facts, engine));

    /// <summary>In its file Docker can be told to have IPv6; the options file of flannel's has no word for it.</summary>
    private static bool LacksIPv6(DockerFacts facts, EngineView engine) =>
        facts is { Mode: DockerMode.DaemonJson, Settings.IPv6: not null } && engine.DefaultNetwork is { } network && network.Subnets.All(subnet => subnet.Family != AddressFamily.InterNetworkV6);

    private static IEnumerable<DockerFinding> JudgeEngine(DockerFacts facts)
    {
        if (facts.SilentEngine is { } silent)
            yield return new DockerFinding(DockerCause.EngineSilent, $"dockerd (process {silent.Id}) runs and does not answer, so what it gives containers is not known; see its log, and that docker-socket is where it listens", IsConflict: false);
        if (facts.Engine is not { } engine)
            yield break;

        foreach (var (has, wanted) in Differences(facts.Settings, engine))
            yield return Explain(facts, engine, $"Docker gives containers addresses of {has}, but the lease is for {wanted}: ", wanted);
        if (LacksIPv6(facts, engine))
            yield return Explain(facts, engine, $"Docker's network on docker0 has no IPv6, but the lease is for {facts.Settings.IPv6}: ", facts.Settings.IPv6!.Value);
    }

    /// <summary>flannel's options file has no word for IPv6, so there it is the operator's to give Docker.</summary>
    private static IEnumerable<DockerFinding> JudgeIPv6(DockerFacts facts)
    {
        if (facts is { Mode: not DockerMode.DaemonJson, Settings.IPv6: { } subnet, Engine.DefaultNetwork: { } network } && network.Subnets.All(has => has.Family != AddressFamily.InterNetworkV6))
        {
            yield return new DockerFinding(
                DockerCause.WithoutIPv6,
                $"the lease has {subnet}, and Docker gives containers no IPv6 addresses; use docker daemon-json, or set \"{DaemonSettings.Ipv6}\": true and \"{DaemonSettings.FixedCidrV6}\": \"{subnet}\" in {facts.DaemonFile}",
                IsConflict: false);
        }
    }

    private static IEnumerable<DockerFinding> JudgeMasquerading(DockerFacts facts)
    {
        if (facts is { Settings.AgentMasquerades: true, Engine.DefaultNetwork.Masquerades: true })
        {
            yield return new DockerFinding(
                DockerCause.MasqueradesTwice,
                "Docker masquerades although ip-masquerade is true, so containers of other nodes see this node's address and not the container's; restart Docker with --ip-masq=false, as its file or its options file says",
                IsConflict: false);
        }
    }

    private static DockerFinding Explain(DockerFacts facts, EngineView engine, string what, Prefix wanted)
    {
        var hasRestarted = facts.EngineBefore is { } before && before != engine.Process.Identity;
        if (facts.Failure is { } failure)
            return new DockerFinding(DockerCause.DidNotComeUp, what + failure);
        if (FindFlag(facts, engine, wanted, hasRestarted) is { } flag)
            return new DockerFinding(DockerCause.OtherBipOnCommandLine, what + flag);
        if (wanted.Family == AddressFamily.InterNetwork && facts.Document?.Text(DaemonSettings.Bip) is { } bip && !IsFirstOf(bip, wanted))
            return new DockerFinding(DockerCause.OtherBipInFile, $"{what}{facts.DaemonFile} has \"bip\": \"{bip}\"; {(facts.Mode == DockerMode.DaemonJson ? "see why the agent cannot change it" : "remove that key, or use docker daemon-json")}");
        if (wanted.Family == AddressFamily.InterNetworkV6 && facts.Document?.Text(DaemonSettings.FixedCidrV6) is { } cidr && !(Prefix.TryParse(cidr, out var prefix) && prefix == wanted))
            return new DockerFinding(DockerCause.OtherBipInFile, $"{what}{facts.DaemonFile} has \"{DaemonSettings.FixedCidrV6}\": \"{cidr}\"; {(facts.Mode == DockerMode.DaemonJson ? "see why the agent cannot change it" : $"set it to {wanted}, or use docker daemon-json")}");
        if (!hasRestarted)
            return new DockerFinding(DockerCause.NotRestarted, $"{what}it was started before the lease had that; restart Docker, or let docker-restart do it");
        if (engine.KeepsContainers && !engine.Running.IsEmpty)
            return new DockerFinding(DockerCause.LiveRestore, $"{what}live-restore is on, and while containers run ({Names(engine.Running)}) a restarted engine keeps their network; stop them, restart Docker, start them, as docker-restart drain does");

        return new DockerFinding(DockerCause.Unexplained, $"{what}it was restarted since, and neither its options nor {facts.DaemonFile} say why; look at docker0 and at the engine's log");
    }

    private static string? FindFlag(DockerFacts facts, EngineView engine, Prefix wanted, bool hasRestarted)
    {
        if (facts.Mode == DockerMode.DaemonJson && ClashingFlags(engine.Process) is { } clashes)
            return $"dockerd was started with {clashes}, which {facts.DaemonFile} has to say; take it off dockerd's command line";
        if (facts.Mode == DockerMode.DaemonJson && OtherFile(engine.Process, facts.DaemonFile) is { } other)
            return $"dockerd reads {other}, not {facts.DaemonFile}; name that one with docker-daemon-file";
        if (hasRestarted && wanted.Family == AddressFamily.InterNetwork && engine.Process.Flag(DaemonSettings.Bip) is { } bip && !IsFirstOf(bip, wanted))
            return $"dockerd was started with --bip={bip}; have its unit take $DOCKER_OPTS from the file that the agent writes";
        return null;
    }

    /// <summary>Options of the engine's command line that its file is going to have too; Docker does not start with both. Null: none.</summary>
    public static string? ClashingFlags(EngineProcess process)
    {
        var flags = DaemonSettings.Keys.Append("bridge").Where(key => process.Flag(key) is not null).Select(key => $"--{key}").ToList();
        return flags.Count == 0 ? null : string.Join(", ", flags);
    }

    /// <summary>The file that the engine reads, if it is another one; null: it is not.</summary>
    public static string? OtherFile(EngineProcess process, string file) => (process.Flag("config-file") ?? DefaultFile) is var read && read != file ? read : null;

    private static IEnumerable<DockerFinding> JudgeDocker0(DockerFacts facts)
    {
        if (facts.Docker0 is not { } addresses || (addresses.IsEmpty && facts.Engine is null))
            yield break;

        foreach (var wanted in new[] { facts.Settings.IPv4, facts.Settings.IPv6 }.OfType<Prefix>().Select(InterfaceAddress.FirstOf).Where(wanted => !addresses.Contains(wanted)))
            yield return new DockerFinding(DockerCause.AddressEdited, $"docker0 lacks {wanted}, which the lease gives it; it has {(addresses.IsEmpty ? "no address" : string.Join(", ", addresses))}");

        foreach (var stranger in addresses.Where(address => facts.Cluster.Any(cidr => cidr.Contains(address.Address)) && !facts.Lease.Subnets.Any(subnet => subnet.Contains(address.Address))))
            yield return new DockerFinding(DockerCause.AddressEdited, $"docker0 has {stranger}, which is of the pool and not of this node's lease; remove it");
    }

    private static IEnumerable<DockerFinding> JudgeNetworks(DockerFacts facts) =>
        from network in facts.Engine?.Networks ?? []
        where !network.IsDefault
        from subnet in network.Subnets
        where facts.Cluster.Any(subnet.Overlaps)
        select new DockerFinding(
            DockerCause.NetworkOverlaps,
            $"Docker's network '{network.Name}' has {subnet}, which overlaps the pool's {facts.Cluster.First(subnet.Overlaps)}: its containers do not reach the nodes there; give it another subnet (docker network rm, then create --subnet)");

    private static IEnumerable<DockerFinding> JudgeAddressPools(DockerFacts facts)
    {
        var configured = (facts.Engine?.AddressPools ?? []).Concat(PoolsIn(facts.Document)).Distinct().ToList();
        foreach (var pool in configured.Where(pool => facts.Cluster.Any(pool.Overlaps)))
            yield return new DockerFinding(DockerCause.AddressPoolOverlaps, $"Docker's default-address-pools have {pool}, which overlaps the pool's {facts.Cluster.First(pool.Overlaps)}: the next user-defined network can take addresses of other nodes; take it out of {facts.DaemonFile}");

        if (configured.Count > 0 || facts.Engine is null)
            yield break;
        foreach (var pool in BuiltInPools.Where(pool => facts.Cluster.Any(pool.Overlaps)))
            yield return new DockerFinding(
                DockerCause.AddressPoolOverlaps,
                $"Docker takes user-defined networks from {pool} unless it is told otherwise, and the pool's {facts.Cluster.First(pool.Overlaps)} overlaps that; set default-address-pools in {facts.DaemonFile} to other addresses",
                IsConflict: false);
    }

    private static IEnumerable<Prefix> PoolsIn(DaemonDocument? document)
    {
        if (document?.Value("default-address-pools") is not { ValueKind: JsonValueKind.Array } pools)
            yield break;

        foreach (var pool in pools.EnumerateArray())
        {
            if (pool.ValueKind == JsonValueKind.Object && pool.TryGetProperty("base", out var text) && text.ValueKind == JsonValueKind.String && Prefix.TryParse(text.GetString(), out var prefix))
                yield return prefix;
        }
    }

    private static bool IsFirstOf(string bip, Prefix subnet) => InterfaceAddress.TryParse(bip, out var address) && address == InterfaceAddress.FirstOf(subnet);

    private static string Names(ImmutableArray<EngineContainer> containers) =>
        string.Join(", ", containers.Take(3).Select(container => container.Name)) + (containers.Length > 3 ? $" and {containers.Length - 3} more" : "");
}
