using ActorNet.Addressing;

namespace ActorNet.Cli.Commands.Import;

/// <summary>A subnet that a node has from another allocator.</summary>
/// <param name="Subnet">The subnet.</param>
/// <param name="NodeId">The node, by the id that its agent will say; null where the source does not know it.</param>
/// <param name="Origin">What the source calls the holder, for people: a node's name, a public address.</param>
internal sealed record ImportedSubnet(Prefix Subnet, string? NodeId, string Origin);
