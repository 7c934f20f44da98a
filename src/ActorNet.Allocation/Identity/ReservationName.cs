namespace ActorNet.Allocation.Identity;

/// <summary>A reservation's name, its own within its pool.</summary>
public readonly record struct ReservationName : IComparable<ReservationName>
{
    /// <summary>Takes a name.</summary>
    /// <exception cref="ArgumentException">The text is not a name, see <see cref="Name"/>.</exception>
    public ReservationName(string value) => Value = Name.Require(value, "reservation name");

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public int CompareTo(ReservationName other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
