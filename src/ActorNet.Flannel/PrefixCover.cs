using ActorNet.Addressing;

namespace ActorNet.Flannel;

/// <summary>A range of subnets as the fewest prefixes.</summary>
internal static class PrefixCover
{
    /// <summary>The fewest prefixes that hold exactly the subnets from the first to the last, both of one length, within a network.</summary>
    public static IEnumerable<Prefix> Of(Prefix network, Prefix first, Prefix last)
    {
        var end = last.LastAddress;
        for (var (next, isDone) = (first, false); !isDone;)
        {
            // As large as alignment, the end and the network allow.
            while (next.Length > network.Length && next.Parent.Address.Equals(next.Address) && last.CompareTo(Last(next.Parent, last.Length)) >= 0)
            {
                next = next.Parent;
            }

            yield return next;
            isDone = next.LastAddress.Equals(end);
            if (!isDone)
            {
                next = After(next, first.Length);
            }
        }
    }

    private static Prefix Last(Prefix prefix, int length) => prefix.Subprefix(prefix.CountOf(length) - 1, length);

    /// <summary>The subnet behind a prefix; there is one.</summary>
    private static Prefix After(Prefix prefix, int length)
    {
        while (prefix.Parent.Right == prefix)
        {
            prefix = prefix.Parent;
        }

        return prefix.Buddy.Subprefix(0, length);
    }
}
