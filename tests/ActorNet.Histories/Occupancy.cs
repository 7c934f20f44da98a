using ActorNet.Addressing;

namespace ActorNet.Histories;

/// <summary>Who claims what at one moment.</summary>
/// <param name="lengths">The lengths of all prefixes that there will be.</param>
internal sealed class Occupancy<T>(PrefixLengths lengths)
    where T : class
{
    private readonly Dictionary<Prefix, List<T>> at = [];

    /// <summary>Who claims a prefix or a part of it.</summary>
    private readonly Dictionary<Prefix, List<T>> within = [];

    /// <summary>Those who claim an address of a prefix.</summary>
    public IEnumerable<T> Overlapping(Prefix prefix)
    {
        foreach (var claim in within.GetValueOrDefault(prefix) ?? [])
        {
            yield return claim;
        }

        foreach (var larger in lengths.Around(prefix).Skip(1))
        {
            foreach (var claim in at.GetValueOrDefault(larger) ?? [])
            {
                yield return claim;
            }
        }
    }

    public void Add(Prefix prefix, T claim)
    {
        AddTo(at, prefix, claim);
        foreach (var around in lengths.Around(prefix))
        {
            AddTo(within, around, claim);
        }
    }

    public void Remove(Prefix prefix, T claim)
    {
        RemoveFrom(at, prefix, claim);
        foreach (var around in lengths.Around(prefix))
        {
            RemoveFrom(within, around, claim);
        }
    }

    private static void AddTo(Dictionary<Prefix, List<T>> lists, Prefix prefix, T claim)
    {
        if (lists.TryGetValue(prefix, out var list))
        {
            list.Add(claim);
        }
        else
        {
            lists.Add(prefix, [claim]);
        }
    }

    private static void RemoveFrom(Dictionary<Prefix, List<T>> lists, Prefix prefix, T claim)
    {
        var list = lists[prefix];
        list.RemoveAt(list.FindIndex(other => ReferenceEquals(other, claim)));
        if (list.Count == 0)
        {
            lists.Remove(prefix);
        }
    }
}
