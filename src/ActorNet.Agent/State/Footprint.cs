using System.Collections.Immutable;
using ActorNet.Agent.DataPlane;

namespace ActorNet.Agent.State;

/// <summary>What the agent has put on this host, written down before it is put there: what a release removes, and nothing else.</summary>
/// <param name="Bridge">The bridge that it uses; null while it has used none. Whether the agent made it is marked on the bridge itself.</param>
/// <param name="Addresses">The addresses that it set on the bridge.</param>
/// <param name="RouteProtocol">The protocol number of its routes; 0 while it has made none.</param>
/// <param name="Files">The files that it wrote.</param>
internal sealed record Footprint(string? Bridge, ImmutableArray<InterfaceAddress> Addresses, byte RouteProtocol, ImmutableArray<string> Files)
{
    public static readonly Footprint Empty = new(null, [], 0, []);

    /// <summary>The tunnels that it made. That they are the agent's is marked on them as well.</summary>
    public ImmutableArray<string> Devices { get; init; } = [];

    /// <summary>Whether any of it is the kernel's, and not only files.</summary>
    public bool IsInKernel => Bridge is not null || RouteProtocol != 0 || !Addresses.IsEmpty || !Devices.IsEmpty;

    public bool Equals(Footprint? other) =>
        other is not null
        && Bridge == other.Bridge
        && RouteProtocol == other.RouteProtocol
        && Addresses.AsSpan().SequenceEqual(other.Addresses.AsSpan())
        && Devices.AsSpan().SequenceEqual(other.Devices.AsSpan())
        && Files.AsSpan().SequenceEqual(other.Files.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Bridge, RouteProtocol, Addresses.Length, Files.Length);
}
