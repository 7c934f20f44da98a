using System.Collections.Immutable;
using ActorNet.Addressing;

namespace ActorNet.Agent.Docker.Engine;

/// <summary>A running engine as it was read.</summary>
/// <param name="Process">Its process.</param>
/// <param name="Version">Its version.</param>
/// <param name="KeepsContainers">Whether containers outlive it (live-restore).</param>
/// <param name="Networks">Its networks with addresses.</param>
/// <param name="Running">The containers that run.</param>
/// <param name="AddressPools">What it takes the subnets of user-defined networks from, if that was configured.</param>
internal sealed record EngineView(
    EngineProcess Process,
    string Version,
    bool KeepsContainers,
    ImmutableArray<EngineNetwork> Networks,
    ImmutableArray<EngineContainer> Running,
    ImmutableArray<Prefix> AddressPools)
{
    /// <summary>The network on docker0; null where it was switched off.</summary>
    public EngineNetwork? DefaultNetwork => Networks.FirstOrDefault(network => network.IsDefault);
}

/// <summary>A network of the engine's.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">Whether it is the one on docker0.</param>
/// <param name="Subnets">What its containers get their addresses from.</param>
internal sealed record EngineNetwork(string Name, bool IsDefault, ImmutableArray<Prefix> Subnets)
{
    /// <summary>Whether whatever its containers send to other hosts gets this host's address, also what goes to containers of other nodes.</summary>
    public bool Masquerades { get; init; }
}

/// <summary>A container.</summary>
internal readonly record struct EngineContainer(string Id, string Name);

/// <summary>A container in detail.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="StartedAt">When it was started, in RFC 3339 as the engine says it.</param>
/// <param name="IsRemovedWhenStopped">Whether it is gone for good when it stops (<c>--rm</c>).</param>
internal sealed record EngineContainerDetail(string Id, string Name, DateTimeOffset StartedAt, bool IsRemovedWhenStopped);
