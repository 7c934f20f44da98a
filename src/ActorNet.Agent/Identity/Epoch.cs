namespace ActorNet.Agent.Identity;

/// <summary>A lease's generation, 1 or more; of two claims to an address the higher one is right (<c>safety.md</c> rule 10). 0: none.</summary>
internal readonly record struct Epoch(long Value) : IComparable<Epoch>
{
    public static readonly Epoch None;

    /// <summary>The highest that the contract lets an agent give up (2^62): whoever believed in a higher one could never be granted another.</summary>
    public static readonly Epoch Highest = new(1L << 62);

    public static Epoch Max(Epoch a, Epoch b) => a > b ? a : b;

    public int CompareTo(Epoch other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();

    public static bool operator <(Epoch left, Epoch right) => left.Value < right.Value;

    public static bool operator >(Epoch left, Epoch right) => left.Value > right.Value;

    public static bool operator <=(Epoch left, Epoch right) => left.Value <= right.Value;

    public static bool operator >=(Epoch left, Epoch right) => left.Value >= right.Value;
}
