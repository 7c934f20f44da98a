using ActorNet.Agent.Docker;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.State;

/// <summary>Everything that the agent keeps across restarts.</summary>
internal sealed record AgentState
{
    public required NodeId Node { get; init; }

    public required InstanceId Instance { get; init; }

    /// <summary>The pool as the options name it; empty for the one that the coordinators choose by the node's labels.</summary>
    public required string Pool { get; init; }

    /// <summary>
    /// The pool that the last lease is or was of: what is asked for again, whatever the labels say by then. Null: that of the saved lease, if there is one; empty: it was
    /// released or is gone, and the coordinators are to choose anew.
    /// </summary>
    public string? LeasePool { get; init; }

    /// <summary>The pool to name in requests; empty where the coordinators are to choose.</summary>
    public string NamedPool => Pool.Length > 0 ? Pool : LeasePool ?? Lease?.Lease.Pool ?? "";

    /// <summary>The proof that goes with the last grant.</summary>
    public LeaseToken? Token { get; init; }

    /// <summary>The lease; null when there is none, or when it was given up.</summary>
    public SavedLease? Lease { get; init; }

    /// <summary>The highest epoch that was given up; it and older ones are never believed again (<c>safety.md</c> rule 7).</summary>
    public Epoch Burnt { get; init; }

    /// <summary>What of the lease was given up alone: never believed again under that epoch or an older one. Null: nothing since the last grant.</summary>
    public GivenUpSubnets? GivenUp { get; init; }

    /// <summary>The epoch of a release that no coordinator has answered yet; none otherwise.</summary>
    public Epoch UnansweredRelease { get; init; }

    /// <summary>What the coordinators were last told of this node.</summary>
    public Introduction Introduction { get; init; } = Introduction.None;

    public Footprint Footprint { get; init; } = Footprint.Empty;

    /// <summary>What was done with Docker.</summary>
    public DockerRecord Docker { get; init; } = DockerRecord.Empty;

    /// <summary>Whether nothing that the state speaks of is left: no lease, none that somebody still has to be told of, nothing on the host.</summary>
    public bool IsGivenUp => Lease is null && UnansweredRelease == Epoch.None && Footprint == Footprint.Empty && Docker is { Edit: null, Change: null };

    /// <summary>The state with its lease given up: what must be on the disk before anybody is told (<c>safety.md</c> rule 7).</summary>
    public AgentState GiveUpLease() => Lease is null
        ? this
        : this with { Lease = null, LeasePool = Lease.Lease.Pool, GivenUp = null, Burnt = Epoch.Max(Burnt, Lease.Lease.Epoch), UnansweredRelease = Lease.Lease.Epoch };

    /// <summary>The state when nothing of the agent's is on the host any more.</summary>
    public AgentState OffTheHost() => this with { Footprint = Footprint.Empty, Docker = DockerRecord.Empty };

    /// <summary>The state after a release that was answered: a later lease may be of another pool.</summary>
    public AgentState ReleaseAnswered() => this with { UnansweredRelease = Epoch.None, LeasePool = "" };
}
