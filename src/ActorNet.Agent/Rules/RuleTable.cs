using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Netlink;

namespace ActorNet.Agent.Rules;

/// <summary>The rules as nf_tables has them. Pure: requests to make the table, and whether what was read is it.</summary>
internal static class RuleTable
{
    public static readonly NftTable Table = new(NftFamily.Inet, "actornet_rules");

    /// <summary>The comment on what drops what the bridge may not send.</summary>
    public const string Spoofed = "spoofed source";

    /// <summary>The comment on what drops what is no peer's.</summary>
    public const string Stranger = "tunnel: no peer";

    // The priorities of nft's "raw", "filter" and "srcnat"; each chain comes just before those of others.
    private const int BeforeConnectionTracking = -310;
    private const int BeforeFilters = -1;
    private const int BeforeSourceTranslation = 99;

    private static readonly ImmutableArray<AddressFamily> Families = [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];

    private static readonly NftChain Prerouting = new() { Table = Table, Name = "prerouting", Hook = NftHook.Prerouting, Priority = BeforeConnectionTracking };
    private static readonly NftChain Input = new() { Table = Table, Name = "input", Hook = NftHook.Input, Priority = BeforeFilters };
    private static readonly NftChain Forward = new() { Table = Table, Name = "forward", Hook = NftHook.Forward, Priority = BeforeFilters };
    private static readonly NftChain Postrouting = new() { Table = Table, Name = "postrouting", Hook = NftHook.Postrouting, Priority = BeforeSourceTranslation, Kind = "nat" };

    // RFC 5771 and RFC 4291: packets to groups keep their source.
    private static readonly IPNetwork Multicast = new(IPAddress.Parse("224.0.0.0"), 4);
    private static readonly IPNetwork Multicast6 = new(IPAddress.Parse("ff00::"), 8);
    private static readonly IPNetwork LinkLocal6 = new(IPAddress.Parse("fe80::"), 10);

    /// <summary>The table that there should be.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="hasAll">Whether masquerading and accepting what is forwarded are in it, or in iptables.</param>
    public static TableLayout For(HostRules rules, bool hasAll)
    {
        List<NftChain> chains = [Prerouting, Input];
        if (hasAll)
            chains.AddRange(rules.Masquerades ? [Forward, Postrouting] : [Forward]);
        return new TableLayout(
            Table,
            [.. chains],
            [
                .. Families.Select(family => new SetLayout(Prefixes("network", family), Elements(rules.Network, family))),
                .. Families.Select(family => new SetLayout(Prefixes("sources", family), Elements(rules.Sources, family))),
                .. Families.Select(family => new SetLayout(Peers(family), Elements(rules.Tunnel?.Peers ?? [], family))),
            ],
            [.. Families.SelectMany(family => RulesFor(rules, family, hasAll))]);
    }

    /// <summary>Changes who may send to the tunnel, and nothing else.</summary>
    public static IEnumerable<NetlinkRequest> ChangePeers(TunnelDoor from, TunnelDoor to) => Families.SelectMany(family =>
    {
        var (before, after) = (Elements(from.Peers, family), Elements(to.Peers, family));
        return NftRequest.Delete(Peers(family), before.Except(after)).Concat(NftRequest.Add(Peers(family), after.Except(before)));
    });

    private static IEnumerable<NftRule> RulesFor(HostRules rules, AddressFamily family, bool hasAll)
    {
        if (rules.Bridge is { } bridge && rules.Sources.Any(prefix => prefix.Family == family))
            yield return Rule(Prerouting, Spoofed, [.. NftMatch.Input(bridge), .. NftMatch.Family(family), NftMatch.Source(family), Outside("sources", family), .. NotLocal(family), .. Dropped]);
        if (rules.Tunnel is { } tunnel)
            yield return Rule(Input, Stranger, [.. NftMatch.Family(family), .. NftMatch.UdpTo(tunnel.Port), NftMatch.Source(family), Outside("peers", family), .. Dropped]);
        if (!hasAll || !rules.ServedFamilies.Contains(family))
            yield break;

        yield return Rule(Forward, "from the cluster", [.. NftMatch.Family(family), NftMatch.Source(family), Inside("network", family), new NftExpression.Decide(NftVerdict.Accept)]);
        yield return Rule(Forward, "to the cluster", [.. NftMatch.Family(family), NftMatch.Destination(family), Inside("network", family), new NftExpression.Decide(NftVerdict.Accept)]);
        if (!rules.Masquerades)
            yield break;

        yield return Rule(Postrouting, "inside", [.. NftMatch.Family(family), NftMatch.Destination(family), Inside("network", family), new NftExpression.Decide(NftVerdict.Return)]);
        yield return Rule(
            Postrouting,
            "to the outside",
            [
                .. NftMatch.Family(family), NftMatch.Source(family), Inside("network", family), NftMatch.Destination(family), .. NftMatch.In(GroupsOf(family), isOutside: true),
                new NftExpression.Masquerade(HasRandomPorts: true),
            ]);
    }

    private static NftRule Rule(NftChain chain, string comment, NftExpression[] expressions) => new() { Chain = chain, Expressions = [.. expressions], Comment = comment };

    private static NftExpression[] Dropped => [new NftExpression.Counter(), new NftExpression.Decide(NftVerdict.Drop)];

    /// <summary>Who asks for an address has none yet; and neighbours on an IPv6 link know each other by local addresses.</summary>
    private static NftExpression[] NotLocal(AddressFamily family) => family == AddressFamily.InterNetwork
        ? [new NftExpression.Compare(new NftValue(IPAddress.Any.GetAddressBytes()), IsInverted: true)]
        : [new NftExpression.Compare(new NftValue(IPAddress.IPv6Any.GetAddressBytes()), IsInverted: true), .. NftMatch.In(LinkLocal6, isOutside: true)];

    private static IPNetwork GroupsOf(AddressFamily family) => family == AddressFamily.InterNetwork ? Multicast : Multicast6;

    private static NftExpression.Lookup Inside(string set, AddressFamily family) => new(NameOf(set, family));

    private static NftExpression.Lookup Outside(string set, AddressFamily family) => new(NameOf(set, family), IsInverted: true);

    private static NftSet Prefixes(string name, AddressFamily family) => Peers(family) with { Name = NameOf(name, family), HasIntervals = true };

    private static NftSet Peers(AddressFamily family) => new()
    {
        Table = Table,
        Name = NameOf("peers", family),
        KeyType = family == AddressFamily.InterNetwork ? NftKeyType.IPv4Address : NftKeyType.IPv6Address,
    };

    private static string NameOf(string set, AddressFamily family) => set + (family == AddressFamily.InterNetwork ? "4" : "6");

    private static ImmutableArray<NftElement> Elements(ImmutableArray<Prefix> prefixes, AddressFamily family) =>
        [.. prefixes.Where(prefix => prefix.Family == family).Select(prefix => NftElement.Of(prefix.ToIPNetwork()))];

    private static ImmutableArray<NftElement> Elements(ImmutableArray<IPAddress> addresses, AddressFamily family) =>
        [.. addresses.Where(address => address.AddressFamily == family).Select(NftElement.Of)];
}
