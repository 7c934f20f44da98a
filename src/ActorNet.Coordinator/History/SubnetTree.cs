using System.Net.Sockets;
using ActorNet.Addressing;

namespace ActorNet.Coordinator.History;

/// <summary>
/// The pasts of all subnets by their addresses: a binary tree without nodes that have only one child and nothing of their own. What contains
/// an address lies on one way down, and what a prefix contains is below it.
/// </summary>
internal sealed class SubnetTree
{
    private SubnetPast? ipv4;
    private SubnetPast? ipv6;

    /// <summary>The past of a subnet, made where there is none.</summary>
    public SubnetPast GetOrAdd(Prefix prefix)
    {
        ref var place = ref Root(prefix.Family);
        while (place is { } here && here.Prefix.Contains(prefix))
        {
            if (here.Prefix == prefix)
            {
                return here;
            }

            place = ref here.Towards(prefix);
        }

        var added = new SubnetPast(prefix);
        if (place is { } other)
        {
            var join = prefix.Contains(other.Prefix) ? added : new SubnetPast(Common(prefix, other.Prefix));
            join.Towards(other.Prefix) = other;
            if (join != added)
            {
                join.Towards(prefix) = added;
            }

            place = join;
        }
        else
        {
            place = added;
        }

        return added;
    }

    /// <summary>Forgets a past that is empty; it must be in the tree.</summary>
    public void Remove(SubnetPast empty)
    {
        ref var above = ref Root(empty.Prefix.Family);
        ref var place = ref above;
        while (place != empty)
        {
            above = ref place;
            place = ref place!.Towards(empty.Prefix);
        }

        place = empty.Needed;
        above = above?.Needed;
    }

    /// <summary>What overlaps a prefix, in the order of prefixes: what contains it, then what it contains. Empty ones are left out.</summary>
    public IEnumerable<SubnetPast> Overlapping(Prefix prefix)
    {
        var here = Root(prefix.Family);
        while (here is not null && here.Prefix != prefix && here.Prefix.Contains(prefix))
        {
            if (!here.IsEmpty)
            {
                yield return here;
            }

            here = here.Towards(prefix);
        }

        var waiting = new Stack<SubnetPast>();
        if (here is not null && prefix.Contains(here.Prefix))
        {
            waiting.Push(here);
        }

        while (waiting.TryPop(out var next))
        {
            if (!next.IsEmpty)
            {
                yield return next;
            }

            if (next.Upper is { } upper)
            {
                waiting.Push(upper);
            }

            if (next.Lower is { } lower)
            {
                waiting.Push(lower);
            }
        }
    }

    private static Prefix Common(Prefix left, Prefix right)
    {
        while (!left.Contains(right))
        {
            left = left.Parent;
        }

        return left;
    }

    private ref SubnetPast? Root(AddressFamily family) => ref (family == AddressFamily.InterNetwork ? ref ipv4 : ref ipv6);
}
