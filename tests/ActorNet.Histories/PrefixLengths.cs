using System.Net.Sockets;
using ActorNet.Addressing;

namespace ActorNet.Histories;

/// <summary>The prefix lengths that are in use, few of all there are: what overlaps is found by as many look-ups.</summary>
/// <param name="used">All prefixes that there will be.</param>
internal sealed class PrefixLengths(IEnumerable<Prefix> used)
{
    private readonly ILookup<AddressFamily, int> longestFirst = used
        .Select(prefix => (prefix.Family, prefix.Length))
        .Distinct()
        .OrderByDescending(pair => pair.Length)
        .ToLookup(pair => pair.Family, pair => pair.Length);

    /// <summary>The prefix itself, and the larger ones around it, of the lengths in use.</summary>
    public IEnumerable<Prefix> Around(Prefix prefix)
    {
        foreach (var length in longestFirst[prefix.Family])
        {
            while (prefix.Length > length)
            {
                prefix = prefix.Parent;
            }

            if (prefix.Length == length)
            {
                yield return prefix;
            }
        }
    }
}
