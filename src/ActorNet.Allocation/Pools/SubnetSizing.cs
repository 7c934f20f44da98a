namespace ActorNet.Allocation.Pools;

/// <summary>How large the subnets of one address family are; what is left out gets its default.</summary>
/// <param name="PrefixLength">The prefix length of a node's subnet.</param>
/// <param name="Shortest">The shortest prefix length that a node may ask for.</param>
/// <param name="Longest">The longest prefix length that a node may ask for.</param>
public readonly record struct SubnetSizing(int? PrefixLength, int? Shortest = null, int? Longest = null);
