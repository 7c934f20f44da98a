namespace ActorNet.Allocation.Identity;

/// <summary>A pool's name.</summary>
public readonly record struct PoolName : IComparable<PoolName>
{
    /// <summary>The pool that is meant where none is named.</summary>
    public static readonly PoolName Default = new("default");

    /// <summary>Takes a name.</summary>
    /// <exception cref="ArgumentException">The text is not a name, see <see cref="Name"/>.</exception>
    public PoolName(string value) => Value = Name.Require(value, "pool name");

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public int CompareTo(PoolName other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
