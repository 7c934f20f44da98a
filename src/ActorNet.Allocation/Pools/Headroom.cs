namespace ActorNet.Allocation.Pools;

/// <summary>What of a pool is kept for some of its nodes: the others are refused when there is nothing else.</summary>
/// <param name="Subnets">How many subnets of the pool's own length are kept, in each of its address families, 0 or more.</param>
/// <param name="Selector">The labels of the nodes that they are kept for; none where nothing is kept.</param>
public sealed record Headroom(long Subnets, NodeSelector Selector)
{
    /// <summary>Nothing is kept.</summary>
    public static readonly Headroom None = new(0, NodeSelector.None);

    /// <summary>Whether nothing is kept.</summary>
    public bool IsNone => Subnets == 0;

    /// <summary>Whether it is kept for a node with these labels.</summary>
    public bool IsFor(IReadOnlyDictionary<string, string> labels) => !IsNone && Selector.Matches(labels);

    /// <summary>As in <c>16 for zone=a</c>; empty where nothing is kept.</summary>
    public override string ToString() => IsNone ? string.Empty : $"{Subnets} for {Selector}";
}
