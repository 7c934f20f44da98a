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

    /// <summary>This, and what the desired state is about to put on the host apart from addresses.</summary>
    public Footprint With(DesiredState desired, byte routeProtocol) => this with
    {
        Bridge = desired.Bridge?.Name ?? Bridge,
        RouteProtocol = desired.Routes.IsEmpty ? RouteProtocol : routeProtocol,
        Files = [.. Files.Union(desired.Files.Select(file => file.Path))],
    };

    /// <summary>This, and addresses that are about to be set.</summary>
    public Footprint With(IEnumerable<InterfaceAddress> addresses) => this with { Addresses = [.. Addresses.Union(addresses)] };

    /// <summary>This without the addresses that the desired state, in effect now, has replaced.</summary>
    public Footprint Trimmed(DesiredState desired) => this with
    {
        Addresses = [.. Addresses.Where(address => desired.Bridge is { } bridge && bridge.Subnets.Any(subnet => address == InterfaceAddress.FirstOf(subnet)))],
    };

    public bool Equals(Footprint? other) =>
        other is not null
        && Bridge == other.Bridge
        && RouteProtocol == other.RouteProtocol
        && Addresses.AsSpan().SequenceEqual(other.Addresses.AsSpan())
        && Files.AsSpan().SequenceEqual(other.Files.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Bridge, RouteProtocol, Addresses.Length, Files.Length);
}
