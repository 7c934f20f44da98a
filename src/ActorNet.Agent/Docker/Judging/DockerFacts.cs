using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker.Daemon;
using ActorNet.Agent.Docker.Engine;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Docker.Judging;

/// <summary>Everything that is judged.</summary>
/// <param name="Mode">How Docker is to learn the subnet.</param>
/// <param name="Lease">The lease.</param>
/// <param name="Settings">What it says in Docker's words.</param>
/// <param name="DaemonFile">Where Docker's configuration file is.</param>
internal sealed record DockerFacts(DockerMode Mode, HeldLease Lease, DaemonSettings Settings, string DaemonFile)
{
    /// <summary>The addresses of docker0; null: it is not looked at.</summary>
    public ImmutableArray<InterfaceAddress>? Docker0 { get; init; }

    /// <summary>The engine as it last answered; null: none runs, or it never has.</summary>
    public EngineView? Engine { get; init; }

    /// <summary>The process of an engine that runs and does not answer; null: there is none such.</summary>
    public EngineProcess? SilentEngine { get; init; }

    /// <summary>Docker's configuration file; null: there is none, or it cannot be read.</summary>
    public DaemonDocument? Document { get; init; }

    /// <summary>Why the file cannot be read or written; null: it can.</summary>
    public string? FileProblem { get; init; }

    /// <summary>The identity of the engine that ran when the lease's subnet became what Docker should have; null: not known, empty: none ran.</summary>
    public string? EngineBefore { get; init; }

    /// <summary>Why the last attempt to make Docker take this subnet failed; null: it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether a CNI configuration for docker0 is written as well.</summary>
    public bool HasCni { get; init; }

    /// <summary>Where the pool's nodes have their subnets.</summary>
    public IEnumerable<Prefix> Cluster => Lease.Network.Concat(Lease.WholeNetworks).Distinct();
}
