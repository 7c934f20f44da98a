using System.Collections.Immutable;
using ActorNet.Addressing;

namespace ActorNet.Coordinator.History;

/// <summary>The tenancies of one subnet, one after the other, and its place in the <see cref="SubnetTree"/>. Without any it only joins others there.</summary>
internal sealed class SubnetPast(Prefix prefix)
{
    private SubnetPast? lower;
    private SubnetPast? upper;
    private ImmutableArray<SubnetPast> alone;

    private Tenancy[] tenancies = [];
    private int first;
    private int count;

    public Prefix Prefix => prefix;

    public bool IsEmpty => count == 0;

    /// <summary>The half with the lower addresses; null: nothing of it is known.</summary>
    public SubnetPast? Lower => lower;

    /// <summary>The half with the higher addresses.</summary>
    public SubnetPast? Upper => upper;

    /// <summary>A list of this one only, the same for all tenancies that have no other subnet.</summary>
    public ImmutableArray<SubnetPast> Alone => alone.IsDefault ? alone = [this] : alone;

    /// <summary>What is left in its place in the tree: itself where it holds something or joins two.</summary>
    public SubnetPast? Needed => count > 0 || (lower is not null && upper is not null) ? this : lower ?? upper;

    /// <summary>All of them, oldest first.</summary>
    public ReadOnlySpan<Tenancy> Tenancies => tenancies.AsSpan(first, count);

    /// <summary>The place for what lies in one of its halves.</summary>
    public ref SubnetPast? Towards(Prefix inner) => ref (prefix.Left.Contains(inner) ? ref lower : ref upper);

    /// <summary>The time from which on another tenancy can begin: its past never overlaps.</summary>
    public long FreeSince => count == 0 ? long.MinValue
        : tenancies[first + count - 1] is { KeptUntil: < Tenancy.Never } last ? last.KeptUntil
        : tenancies[first + count - 1].Start;

    public void Add(Tenancy tenancy)
    {
        if (first + count == tenancies.Length)
        {
            var room = first > count ? tenancies : new Tenancy[count + (count / 2) + 1];
            Tenancies.CopyTo(room);
            Array.Clear(room, count, room.Length - count);
            (tenancies, first) = (room, 0);
        }

        tenancies[first + count++] = tenancy;
    }

    public void Remove(Tenancy tenancy)
    {
        var index = Array.IndexOf(tenancies, tenancy, first, count);
        Array.Copy(tenancies, first, tenancies, first + 1, index - first);
        tenancies[first++] = null!;
        count--;
    }

    /// <summary>The tenancy at a time, held or kept; null: there was none.</summary>
    public Tenancy? At(long ticks)
    {
        // The last one that began by then: of two that began at once the first had no time at all.
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = tenancies[first + middle].Start <= ticks ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && ticks < tenancies[first + low - 1].KeptUntil ? tenancies[first + low - 1] : null;
    }
}
