namespace ActorNet.Agent.Identity;

/// <summary>A lease's generation, 1 or more; of two claims to an address the higher one is right (<c>safety.md</c> rule 10). 0: none.</summary>
internal readonly record struct Epoch(long Value) : IComparable<Epoch>
{
    public static readonly Epoch None;

    public static Epoch Max(Epoch a, Epoch b) => a > b ? a : b;

    public int CompareTo(Epoch other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();

    public static bool operator <(Epoch left, Epoch right) => left.Value < right.Value;

    public static bool operator >(Epoch left, Epoch right) => left.Value > right.Value;

    public static bool operator <=(Epoch left, Epoch right) => left.Value <= right.Value;

    public static bool operator >=(Epoch left, Epoch right) => left.Value >= right.Value;
}
