namespace ActorNet.Allocation.Identity;

/// <summary>
/// A lease's generation. It only grows for any given node and any given address and is never used twice: of two claims the higher one is
/// right (safety rule 10).
/// </summary>
/// <param name="Value">0 before the first grant, then 1 or more.</param>
public readonly record struct Epoch(long Value) : IComparable<Epoch>
{
    /// <summary>Before the first grant.</summary>
    public static readonly Epoch None;

    /// <summary>
    /// The highest epoch that a caller may claim to have given up. It leaves 2^62 grants to come, so that no claim can bring the numbers to their end.
    /// </summary>
    public static readonly Epoch MaxBurnt = new(1L << 62);

    /// <summary>The next one.</summary>
    public Epoch Next => new(checked(Value + 1));

    /// <summary>The higher of two.</summary>
    public static Epoch Max(Epoch left, Epoch right) => left > right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Epoch other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();

    /// <summary>Whether the left one is older.</summary>
    public static bool operator <(Epoch left, Epoch right) => left.Value < right.Value;

    /// <summary>Whether the left one is newer.</summary>
    public static bool operator >(Epoch left, Epoch right) => left.Value > right.Value;

    /// <summary>Whether the left one is older or the same.</summary>
    public static bool operator <=(Epoch left, Epoch right) => left.Value <= right.Value;

    /// <summary>Whether the left one is newer or the same.</summary>
    public static bool operator >=(Epoch left, Epoch right) => left.Value >= right.Value;
}
