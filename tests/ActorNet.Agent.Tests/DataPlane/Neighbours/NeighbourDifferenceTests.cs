using System.Net;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Neighbours;
using ActorNet.Netlink;

namespace ActorNet.Agent.Tests.DataPlane.Neighbours;

public sealed class NeighbourDifferenceTests
{
    private const int Tunnel = 5;

    private static readonly DesiredNeighbour Wanted = new(Way.OverIPv4, IPAddress.Parse("10.244.2.0"), MacAddress.Parse("02:00:00:00:00:02"));

    [Fact]
    public void Nothing_is_done_where_all_is_right() => AssertChanges(Compare([Wanted], Entry("10.244.2.0", "02:00:00:00:00:02")));

    [Fact]
    public void What_is_missing_or_other_is_set()
    {
        AssertChanges(Compare([Wanted]), "neigh replace");
        AssertChanges(Compare([Wanted], Entry("10.244.2.0", "02:00:00:00:00:66")), "neigh replace");
        AssertChanges(Compare([Wanted], Entry("10.244.2.0", "02:00:00:00:00:02") with { State = NeighbourState.Stale }), "neigh replace");
    }

    [Fact]
    public void A_permanent_one_that_is_nobodys_goes_once_all_nodes_are_known_and_what_the_kernel_resolves_is_left()
    {
        AssertChanges(Compare([], Entry("10.244.9.0", "02:00:00:00:00:09")), "neigh delete");
        AssertChanges(Compare([], areAll: false, Entry("10.244.9.0", "02:00:00:00:00:09")));
        AssertChanges(Compare([], Entry("ff02::1", "33:33:00:00:00:01") with { State = NeighbourState.NoArp }));
    }

    [Fact]
    public void Another_tunnels_entries_are_no_business_of_this_one() => AssertChanges(Compare([Wanted with { Way = Way.OverIPv6 }]));

    private static Difference Compare(DesiredNeighbour[] desired, params Neighbour[] present) => Compare(desired, areAll: true, present);

    private static Difference Compare(DesiredNeighbour[] desired, bool areAll, params Neighbour[] present)
    {
        var difference = new Difference();
        NeighbourDifference.Find(desired.ToDictionary(neighbour => (neighbour.Way, neighbour.Destination)), areAll, present, Way.OverIPv4, Tunnel, difference);
        return difference;
    }

    private static Neighbour Entry(string destination, string mac) => new() { LinkIndex = Tunnel, Destination = IPAddress.Parse(destination), LinkLayerAddress = MacAddress.Parse(mac) };

    private static void AssertChanges(Difference difference, params string[] verbs) => Assert.Equal(verbs, difference.Changes.Select(change => change.Request.Verb));
}
