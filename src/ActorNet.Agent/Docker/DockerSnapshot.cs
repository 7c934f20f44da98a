using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Agent.Docker.Changing;
using ActorNet.Agent.Docker.Judging;

namespace ActorNet.Agent.Docker;

/// <summary>What is known of Docker, for status, metrics, readiness and attestation.</summary>
/// <param name="Mode">How Docker learns the subnet.</param>
internal sealed record DockerSnapshot(DockerMode Mode)
{
    /// <summary>Whether Docker was ever looked at: not before there was a lease.</summary>
    public bool HasLooked { get; init; }

    /// <summary>The engine's version; null: none runs, or it does not answer.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>The subnets that the engine gives containers on docker0 addresses from; none without an engine, null while it does not answer.</summary>
    public ImmutableArray<Prefix>? EngineSubnets { get; init; }

    /// <summary>How many containers run, 0 or more.</summary>
    public int RunningContainers { get; init; }

    /// <summary>Whether containers outlive the engine (live-restore).</summary>
    public bool KeepsContainers { get; init; }

    /// <summary>Whether Docker gives whatever containers on docker0 send to other hosts this host's address, also what goes to containers of other nodes.</summary>
    public bool Masquerades { get; init; }

    /// <summary>The change that is under way; null: none.</summary>
    public DockerChange? Change { get; init; }

    /// <summary>Why a change that is needed is not begun; null: none is needed, or it is under way.</summary>
    public string? Waiting { get; init; }

    /// <summary>What is not as it should be, conflicts first.</summary>
    public ImmutableArray<DockerFinding> Findings { get; init; } = [];

    /// <summary>Containers that were stopped for a change and could not be started again, and why.</summary>
    public ImmutableArray<string> NotStarted { get; init; } = [];

    /// <summary>Whether docker0, or what Docker gives containers, is not what the lease says (<c>safety.md</c> I18).</summary>
    public bool IsConflict => Findings.Any(finding => finding.IsConflict);

    /// <summary>
    /// Whether Docker, ordered after the agent, has started before it, with another subnet. Only a restart of it helps, and that waits in systemd's queue for as long as the agent is starting.
    /// </summary>
    public bool CameFirst => Change is not null || (EngineVersion is not null && IsConflict);

    /// <summary>What to tell first; null: nothing.</summary>
    public string? Problem => Findings is [var first, ..] ? first.Message : NotStarted is [var container, ..] ? container : null;

    /// <summary>One line for <c>systemctl status</c>; null where there is nothing to say.</summary>
    public string? Status =>
        Change is { } change ? $"Docker: {change}"
        : IsConflict ? $"CONFLICT: {Problem}{(Waiting is null ? "" : $" ({Waiting})")}"
        : null;
}
