namespace ActorNet.Allocation.Identity;

/// <summary>A node's name: explicit, never an address.</summary>
public readonly record struct NodeId : IComparable<NodeId>
{
    /// <summary>Takes a name.</summary>
    /// <exception cref="ArgumentException">The text is not a name, see <see cref="Name"/>.</exception>
    public NodeId(string value) => Value = Name.Require(value, "node id");

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public int CompareTo(NodeId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
