using System.Collections.Immutable;
using ActorNet.Netlink;

namespace ActorNet.Agent.Rules;

/// <summary>A table of nf_tables with all that is in it.</summary>
internal sealed record TableLayout(NftTable Table, ImmutableArray<NftChain> Chains, ImmutableArray<SetLayout> Sets, ImmutableArray<NftRule> Rules)
{
    /// <summary>Makes it anew, whatever was there, in one transaction.</summary>
    public IEnumerable<NetlinkRequest> Replace() =>
    [
        NftRequest.Add(Table),
        NftRequest.Delete(Table),
        NftRequest.Add(Table),
        .. Sets.Select(set => NftRequest.Add(set.Set)),
        .. Sets.SelectMany(set => NftRequest.Add(set.Set, set.Elements)),
        .. Chains.Select(NftRequest.Add),
        .. Rules.Select(NftRequest.Add),
    ];

    /// <summary>Reads what there is of it: its sets, and whatever chains and rules.</summary>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public async Task<TableLayout> ReadAsync(NftablesConnection nftables, CancellationToken cancellationToken)
    {
        var present = await nftables.ListSetsAsync(Table, cancellationToken);
        var sets = ImmutableArray.CreateBuilder<SetLayout>();
        foreach (var set in present)
            sets.Add(new SetLayout(set, [.. await nftables.ListElementsAsync(set, cancellationToken)]));
        return new TableLayout(Table, [.. await nftables.ListChainsAsync(Table, cancellationToken)], sets.ToImmutable(), [.. await nftables.ListRulesAsync(Table, cancellationToken)]);
    }

    /// <summary>What of it is not as it should be, in words; null: nothing.</summary>
    public string? FindFault(TableLayout seen)
    {
        if (!Chains.ToHashSet().SetEquals(seen.Chains))
            return "its chains";
        foreach (var chain in Chains)
        {
            var wanted = Rules.Where(rule => rule.Chain == chain).ToList();
            var present = seen.Rules.Where(rule => rule.Chain.Name == chain.Name).ToList();
            if (wanted.Count != present.Count || !wanted.Zip(present).All(pair => pair.First.IsSameAs(pair.Second)))
                return $"the rules of {chain.Name}";
        }

        foreach (var (set, elements) in Sets)
        {
            if (seen.Sets.FirstOrDefault(other => other.Set == set) is not { } present || !elements.ToHashSet().SetEquals(present.Elements))
                return $"the set {set.Name}";
        }

        return seen.Sets.Length == Sets.Length ? null : "its sets";
    }

    /// <summary>How many packets its rules with a comment have counted.</summary>
    public long Counted(string comment) => (long)Rules
        .Where(rule => rule.Comment == comment)
        .SelectMany(rule => rule.Expressions)
        .OfType<NftExpression.Counter>()
        .Aggregate(0UL, (sum, counter) => sum + counter.Packets);
}

/// <summary>A set with its elements.</summary>
internal sealed record SetLayout(NftSet Set, ImmutableArray<NftElement> Elements);
