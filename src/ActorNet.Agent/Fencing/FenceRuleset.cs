using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Netlink;

namespace ActorNet.Agent.Fencing;

/// <summary>
/// The fence as nf_tables has it: a table that drops what is of a subnet of this node and not in a set whose elements time out with the lease
/// (<c>safety.md</c>, "Dead-man switch in the kernel"). Pure: requests to make it, and whether what was read is it.
/// </summary>
internal static class FenceRuleset
{
    public static readonly NftTable Table = new(NftFamily.Inet, "actornet");

    public static readonly ImmutableArray<NftSet> HeldSets = [Set("held", AddressFamily.InterNetwork), Set("held", AddressFamily.InterNetworkV6)];

    /// <summary>Before all filters of others, which need not see what is stopped anyway.</summary>
    private const int Priority = -10;
    private const string Loopback = "lo";

    private static readonly NftChain Forward = Chain("forward", NftHook.Forward);
    private static readonly NftChain Output = Chain("output", NftHook.Output);
    private static readonly NftChain Input = Chain("input", NftHook.Input);
    private static readonly ImmutableArray<NftChain> Chains = [Forward, Output, Input];
    private static readonly ImmutableArray<AddressFamily> Families = [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];

    /// <summary>Makes the table anew, whatever was there, in one transaction.</summary>
    public static IEnumerable<NetlinkRequest> Replace(FenceTarget target, ImmutableArray<Prefix> held, TimeSpan timeout) =>
    [
        NftRequest.Add(Table),
        NftRequest.Delete(Table),
        NftRequest.Add(Table),
        .. Sets().Select(NftRequest.Add),
        .. Families.SelectMany(family => Elements("own", family, target.Own)),
        .. Families.SelectMany(family => Elements("pool", family, target.Pool)),
        .. Hold(held, timeout),
        .. Chains.Select(NftRequest.Add),
        .. Rules(target.Bridge).Select(NftRequest.Add),
    ];

    /// <summary>
    /// Gives what is held its new time, and nothing else any. Flushing and adding is one transaction, so that a packet sees the old elements or the new ones; adding alone
    /// leaves the time-out of what is there as it was, and deleting fails for what has timed out.
    /// </summary>
    public static IEnumerable<NetlinkRequest> Refresh(ImmutableArray<Prefix> held, TimeSpan timeout) => [.. HeldSets.Select(NftRequest.Flush), .. Hold(held, timeout)];

    /// <summary>What is not as it should be, in words; null: nothing.</summary>
    /// <param name="target">What should be.</param>
    /// <param name="held">What should be held.</param>
    /// <param name="left">For how long still. Around its end nothing is said of what is held.</param>
    /// <param name="seen">What is.</param>
    public static string? FindFault(FenceTarget target, ImmutableArray<Prefix> held, TimeSpan left, FenceObservation seen)
    {
        if (!Chains.All(seen.Chains.Contains) || seen.Chains.Count != Chains.Length)
            return "its chains";
        if (!Sets().All(seen.Sets.Contains))
            return "its sets";
        foreach (var chain in Chains)
        {
            var wanted = Rules(target.Bridge).Where(rule => rule.Chain == chain).ToList();
            var present = seen.Rules.Where(rule => rule.Chain.Name == chain.Name).ToList();
            if (wanted.Count != present.Count || !wanted.Zip(present).All(pair => pair.First.IsSameAs(pair.Second)))
                return $"the rules of {chain.Name}";
        }

        if (!IsSame(target.Own, seen.Own))
            return "the node's own subnets";
        return !IsSame(target.Pool, seen.Pool) ? "the pool's networks" : FindFaultOfHeld(target, held, left, seen.Held);
    }

    /// <summary>Reads what there is.</summary>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public static async Task<FenceObservation> ReadAsync(NftablesConnection nftables, CancellationToken cancellationToken) => new(
        await nftables.ListChainsAsync(Table, cancellationToken),
        await nftables.ListSetsAsync(Table, cancellationToken),
        await nftables.ListRulesAsync(Table, cancellationToken),
        await ReadElementsAsync(nftables, "own", cancellationToken),
        await ReadElementsAsync(nftables, "pool", cancellationToken),
        await ReadElementsAsync(nftables, "held", cancellationToken));

    private static async Task<IReadOnlyList<NftElement>> ReadElementsAsync(NftablesConnection nftables, string name, CancellationToken cancellationToken)
    {
        var elements = new List<NftElement>();
        foreach (var family in Families)
            elements.AddRange(await nftables.ListElementsAsync(Set(name, family), cancellationToken));
        return elements;
    }

    private static string? FindFaultOfHeld(FenceTarget target, ImmutableArray<Prefix> held, TimeSpan left, IReadOnlyList<NftElement> seen)
    {
        var slack = TimeSpan.FromSeconds(1);
        if (!target.Held.IsEmpty && left.Duration() < slack)
            return null;
        return !IsSame(held, seen) || seen.Any(element => element.ExpiresIn is not { } expiresIn || expiresIn > left + slack) ? "what is held" : null;
    }

    private static bool IsSame(ImmutableArray<Prefix> wanted, IReadOnlyList<NftElement> seen) =>
        seen.Select(element => (element.First, element.Last)).ToHashSet().SetEquals(wanted.Select(prefix => (prefix.Address, prefix.LastAddress)));

    private static IEnumerable<NetlinkRequest> Hold(ImmutableArray<Prefix> held, TimeSpan timeout) => Families.SelectMany(family => Elements("held", family, held, timeout));

    private static IEnumerable<NetlinkRequest> Elements(string name, AddressFamily family, ImmutableArray<Prefix> prefixes, TimeSpan? timeout = null) => NftRequest.Add(
        Set(name, family), prefixes.Where(prefix => prefix.Family == family).Select(prefix => NftElement.Of(prefix.ToIPNetwork()) with { Timeout = timeout }));

    private static IEnumerable<NftSet> Sets() => Families.SelectMany(family => new[] { Set("own", family), Set("pool", family), Set("held", family) });

    private static NftSet Set(string name, AddressFamily family) => new()
    {
        Table = Table,
        Name = NameOf(name, family),
        KeyType = family == AddressFamily.InterNetwork ? NftKeyType.IPv4Address : NftKeyType.IPv6Address,
        HasIntervals = true,
        HasTimeouts = name == "held",
    };

    private static string NameOf(string set, AddressFamily family) => set + (family == AddressFamily.InterNetwork ? "4" : "6");

    private static NftChain Chain(string name, NftHook hook) => new() { Table = Table, Name = name, Hook = hook, Priority = Priority };

    private static IEnumerable<NftRule> Rules(string? bridge) => Families.SelectMany(family => RulesFor(family, bridge));

    private static IEnumerable<NftRule> RulesFor(AddressFamily family, string? bridge)
    {
        var from = NftMatch.Source(family);
        var to = NftMatch.Destination(family);
        NftExpression[] leaves = bridge is null ? [] : NftMatch.Output(bridge, isOther: true);
        NftExpression[] enters = bridge is null ? [] : NftMatch.Input(bridge, isOther: true);

        yield return Stop(Forward, family, from, "own", leaves);
        yield return Stop(Forward, family, to, "own", enters);
        if (bridge is not null)
        {
            yield return Stop(Forward, family, from, "pool", [.. NftMatch.Input(bridge), .. leaves]);
            yield return Stop(Forward, family, to, "pool", [.. NftMatch.Output(bridge), .. enters]);
        }

        // The host's own packets with an address of the subnet: the bridge's, or the overlay's.
        yield return Stop(Output, family, from, "own", [.. leaves, .. NftMatch.Output(Loopback, isOther: true)]);
        yield return Stop(Input, family, to, "own", [.. enters, .. NftMatch.Input(Loopback, isOther: true)]);
    }

    private static NftRule Stop(NftChain chain, AddressFamily family, NftExpression address, string set, NftExpression[] way) => new()
    {
        Chain = chain,
        Expressions =
        [
            .. NftMatch.Family(family),
            address,
            new NftExpression.Lookup(NameOf(set, family)),
            new NftExpression.Lookup(NameOf("held", family), IsInverted: true),
            .. way,
            new NftExpression.Counter(),
            new NftExpression.Decide(NftVerdict.Drop),
        ],
    };
}
