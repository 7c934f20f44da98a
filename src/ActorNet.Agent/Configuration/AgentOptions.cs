using System.Collections.Immutable;
using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Rules;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Configuration;

/// <summary>What the operator wants, checked. Each option is documented in <see cref="OptionCatalogue"/>.</summary>
internal sealed record AgentOptions
{
    public required ImmutableArray<Uri> Coordinators { get; init; }

    public required string Pool { get; init; }

    public required NodeId Node { get; init; }

    /// <summary>Names or addresses; of these the first that is there. Empty: the next options, or the default route.</summary>
    public required ImmutableArray<string> Interfaces { get; init; }

    /// <summary>At most one per address family. Empty: those of the interface.</summary>
    public required ImmutableArray<IPAddress> PublicAddresses { get; init; }

    public required BackendKind Backend { get; init; }

    /// <summary>Null: no bridge is made.</summary>
    public required string? Bridge { get; init; }

    /// <summary>Null: the interface's.</summary>
    public required int? Mtu { get; init; }

    public required string StateDirectory { get; init; }

    /// <summary>Null: not written.</summary>
    public required string? SubnetFile { get; init; }

    /// <summary>Null: not written.</summary>
    public required string? DockerOptionsFile { get; init; }

    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    public required ImmutableArray<Prefix> PreferredSubnets { get; init; }

    /// <summary>0: the pool's default.</summary>
    public required int IPv4PrefixLength { get; init; }

    /// <summary>0: the pool's default.</summary>
    public required int IPv6PrefixLength { get; init; }

    /// <summary>0: no longer than <see cref="IPv4PrefixLength"/>.</summary>
    public required int IPv4LongestPrefixLength { get; init; }

    /// <summary>0: no longer than <see cref="IPv6PrefixLength"/>.</summary>
    public required int IPv6LongestPrefixLength { get; init; }

    /// <summary>Of each address family, 1 to 4.</summary>
    public required int MostSubnets { get; init; }

    public required bool GivesBack { get; init; }

    public required bool ReleaseOnStop { get; init; }

    public required byte RouteProtocol { get; init; }

    public required TimeSpan ReconcileInterval { get; init; }

    public required LogLevel LogLevel { get; init; }

    /// <summary>Whether the agent masquerades. Only where it makes rules.</summary>
    public required bool Masquerades { get; init; }

    public required RuleKind Rules { get; init; }

    /// <summary>Patterns for names or addresses of interfaces; each is known to be one.</summary>
    public required ImmutableArray<string> InterfacePatterns { get; init; }

    /// <summary>Null: not asked for.</summary>
    public required IPAddress? InterfaceCanReach { get; init; }

    /// <summary>1 to 16777215.</summary>
    public required int VxlanVni { get; init; }

    /// <summary>1 to 65535: the kernel's default is filled in.</summary>
    public required int VxlanPort { get; init; }

    public required bool DirectRouting { get; init; }

    public required ChecksumOffload TunnelChecksumOffload { get; init; }

    /// <summary>Null: only on the socket in the state directory.</summary>
    public required IPEndPoint? StatusAddress { get; init; }

    /// <summary>What the operator should know of how the options were read.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    public required DockerOptions Docker { get; init; }

    /// <summary>Null: not written.</summary>
    public required string? CniConfigFile { get; init; }
}
