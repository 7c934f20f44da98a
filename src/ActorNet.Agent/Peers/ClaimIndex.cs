using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.Identity;

namespace ActorNet.Agent.Peers;

/// <summary>
/// Who claimed which ground last: disjoint prefixes, live claims and ended ones. Ended ones are kept, so that a late event of a lower epoch
/// finds them.
/// </summary>
internal sealed class ClaimIndex
{
    private readonly SortedSet<Prefix> _ground = [];
    private readonly Dictionary<Prefix, Claim> _claims = [];

    internal readonly record struct Claim(NodeId Node, Epoch Epoch);

    public void Add(Prefix prefix, Claim claim)
    {
        _ground.Add(prefix);
        _claims[prefix] = claim;
    }

    public void Remove(Prefix prefix)
    {
        _ground.Remove(prefix);
        _claims.Remove(prefix);
    }

    /// <summary>Removes the prefix if it is of exactly this claim.</summary>
    public void Remove(Prefix prefix, Claim claim)
    {
        if (_claims.TryGetValue(prefix, out var present) && present == claim)
            Remove(prefix);
    }

    /// <summary>Everything that shares an address with the prefix.</summary>
    public List<(Prefix Prefix, Claim Claim)> Overlapping(Prefix prefix)
    {
        var found = new List<(Prefix, Claim)>();
        var first = Prefix.Create(prefix.Address, prefix.Family == AddressFamily.InterNetwork ? 32 : 128);
        var last = Prefix.Create(prefix.LastAddress, first.Length);

        // Of disjoint prefixes, only the last one that starts at or before this one can contain it; what it contains starts inside it.
        var family = Prefix.Create(first.Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        var before = _ground.GetViewBetween(family, first).Max;
        if (before.Overlaps(prefix) && _claims.TryGetValue(before, out var claim))
            found.Add((before, claim));

        found.AddRange(_ground.GetViewBetween(prefix, last)
            .Where(other => other != before)
            .Select(other => (other, _claims[other])));
        return found;
    }
}
