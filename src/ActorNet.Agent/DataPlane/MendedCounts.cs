using System.Collections.Immutable;
using ActorNet.Agent.DataPlane.Comparing;

namespace ActorNet.Agent.DataPlane;

/// <summary>How often something that was right has been found changed by somebody else and was put back, since the agent started.</summary>
/// <param name="ByKind">For each kind of object that was ever mended.</param>
internal sealed record MendedCounts(ImmutableSortedDictionary<ObjectKind, long> ByKind)
{
    public static readonly MendedCounts None = new(ImmutableSortedDictionary<ObjectKind, long>.Empty);

    public long Total => ByKind.Values.Sum();

    public long Of(ObjectKind kind) => ByKind.GetValueOrDefault(kind);

    public MendedCounts Plus(IReadOnlyDictionary<ObjectKind, int> done)
    {
        var counts = ByKind;
        foreach (var (kind, count) in done)
            counts = counts.SetItem(kind, Of(kind) + count);
        return counts == ByKind ? this : new MendedCounts(counts);
    }
}
