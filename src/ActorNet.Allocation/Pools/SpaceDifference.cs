using ActorNet.Addressing;

namespace ActorNet.Allocation.Pools;

/// <summary>What two address spaces differ in.</summary>
public static class SpaceDifference
{
    /// <summary>What is in some prefixes and not in others, in as few prefixes as it takes, in the order of the first.</summary>
    public static IEnumerable<Prefix> Of(IEnumerable<Prefix> prefixes, IReadOnlyCollection<Prefix> others) =>
        prefixes.SelectMany(prefix => Without(prefix, others));

    private static IEnumerable<Prefix> Without(Prefix prefix, IReadOnlyCollection<Prefix> others)
    {
        if (others.Any(other => other.Contains(prefix)))
        {
            return [];
        }

        // Halves have to be looked at only where something of the others lies in them.
        return others.Any(prefix.Contains)
            ? Without(prefix.Left, others).Concat(Without(prefix.Right, others))
            : [prefix];
    }
}
