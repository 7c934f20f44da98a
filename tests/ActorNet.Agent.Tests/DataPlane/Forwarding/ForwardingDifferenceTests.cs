using System.Net;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Forwarding;
using ActorNet.Netlink;

namespace ActorNet.Agent.Tests.DataPlane.Forwarding;

public sealed class ForwardingDifferenceTests
{
    private const int Tunnel = 5;

    private static readonly MacAddress Mac = MacAddress.Parse("02:00:00:00:00:02");
    private static readonly DesiredForwarding Wanted = new(Way.OverIPv4, Mac, IPAddress.Parse("10.77.0.2"));

    [Fact]
    public void Nothing_is_done_where_all_is_right() => AssertChanges(Compare([Wanted], Entry("10.77.0.2")));

    [Fact]
    public void What_is_missing_or_leads_elsewhere_is_set()
    {
        AssertChanges(Compare([Wanted]), "fdb replace");
        AssertChanges(Compare([Wanted], Entry("10.77.0.66")), "fdb replace");
        AssertChanges(Compare([Wanted], Entry("10.77.0.2") with { Port = 4789 }), "fdb replace");
        AssertChanges(Compare([Wanted], Entry("10.77.0.2") with { Vni = 7 }), "fdb replace");
        AssertChanges(Compare([Wanted], Entry("10.77.0.2") with { State = NeighbourState.Reachable }), "fdb replace");
        AssertChanges(Compare([Wanted with { Port = 4789, Vni = 7 }], Entry("10.77.0.2") with { Port = 4789, Vni = 7 }));
    }

    [Fact]
    public void What_leads_to_no_node_goes_once_all_nodes_are_known()
    {
        AssertChanges(Compare([], Entry("10.77.0.2")), "fdb delete");
        AssertChanges(Compare([], Entry("10.77.0.2") with { Address = MacAddress.Zero }), "fdb delete");
        AssertChanges(Compare([], areAll: false, Entry("10.77.0.2")));
    }

    [Fact]
    public void Entries_of_other_links_are_not_looked_at()
    {
        AssertChanges(Compare([], Entry("10.77.0.2") with { LinkIndex = 6 }));
        AssertChanges(Compare([], Entry("10.77.0.2") with { Flags = NeighbourFlags.Master }));
    }

    private static Difference Compare(DesiredForwarding[] desired, params FdbEntry[] present) => Compare(desired, areAll: true, present);

    private static Difference Compare(DesiredForwarding[] desired, bool areAll, params FdbEntry[] present)
    {
        var difference = new Difference();
        ForwardingDifference.Find(desired.ToDictionary(forwarding => (forwarding.Way, forwarding.Mac)), areAll, present, Way.OverIPv4, Tunnel, difference);
        return difference;
    }

    private static FdbEntry Entry(string destination) => new() { LinkIndex = Tunnel, Address = Mac, Destination = IPAddress.Parse(destination) };

    private static void AssertChanges(Difference difference, params string[] verbs) => Assert.Equal(verbs, difference.Changes.Select(change => change.Request.Verb));
}
