using System.Reflection;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Fencing;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Liveness;
using ActorNet.Agent.Peers;
using ActorNet.Agent.Rules;
using ActorNet.Agent.State;

namespace ActorNet.Agent.Status;

/// <summary>Puts together, at any moment and on any thread, what the parts show of themselves.</summary>
internal sealed class StatusReporter(
    AgentOptions options, StateKeeper state, LeaseWitness witness, LeaseKeeper keeper, FenceKeeper fence, RuleKeeper rules, Reconciler reconciler, DockerKeeper docker, PeerWatcher watcher, Heartbeats heartbeats, TimeProvider clock)
{
    private static readonly string Version = typeof(StatusReporter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    public AgentStatus Read()
    {
        var (now, wall) = (Instant.Now(clock), clock.GetUtcNow());
        return new AgentStatus
        {
            Agent = ReadAgent(now),
            Lease = LeaseSection.Of(witness, keeper.Counts, now, wall),
            Fence = FenceSection.Of(fence.Report, now),
            Host = HostSection.Of(reconciler.Observed, reconciler.Mended, reconciler.Problems, wall),
            Docker = DockerSection.Of(docker.Snapshot),
            Peers = PeersSection.Of(reconciler.Peers, watcher.Revision, watcher.Refusals),
            Rules = RulesSection.Of(rules.Report),
            State = StateSection.Of(state),
            Process = ProcessSection.Of(_startedAt, heartbeats, wall),
        };
    }

    /// <summary>The agent as a whole, which alone decides what health and readiness say.</summary>
    public AgentSection ReadAgent() => ReadAgent(Instant.Now(clock));

    private AgentSection ReadAgent(Instant now)
    {
        var plan = reconciler.Plan;
        return new AgentSection(
            options.Node.Value,
            Version,
            OptionCatalogue.BackendName(options.Backend),
            plan.Uplink,
            [.. plan.PublicAddresses.Select(address => address.ToString())],
            [.. options.Coordinators.Select(coordinator => coordinator.GetLeftPart(UriPartial.Authority))],
            [.. Readiness.Obstacles(witness.Latest.Situation, reconciler.Observed, docker.Snapshot, now)],
            [.. heartbeats.Stuck]);
    }
}
