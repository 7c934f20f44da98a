using ActorNet.Addressing;

namespace ActorNet.Cli.Commands.Import;

/// <summary>Things by prefix, no two of which share an address: finds the one that another prefix would collide with.</summary>
internal sealed class DisjointPrefixes<T>
    where T : class
{
    private readonly Prefix[] _prefixes;
    private readonly T[] _things;

    public DisjointPrefixes(IEnumerable<(Prefix Prefix, T Thing)> entries)
    {
        var ordered = entries.OrderBy(entry => entry.Prefix).ToArray();
        _prefixes = [.. ordered.Select(entry => entry.Prefix)];
        _things = [.. ordered.Select(entry => entry.Thing)];
    }

    /// <summary>The first of those that share an address with the prefix; null when none does.</summary>
    public (Prefix Prefix, T Thing)? FindOverlapping(Prefix prefix)
    {
        // One that contains it is right before it, for nothing else can be in between; those inside it are right behind.
        var at = Array.BinarySearch(_prefixes, prefix);
        var next = at < 0 ? ~at : at;
        foreach (var index in (int[])[next - 1, next])
        {
            if (index >= 0 && index < _prefixes.Length && _prefixes[index].Overlaps(prefix))
                return (_prefixes[index], _things[index]);
        }

        return null;
    }
}
