using ActorNet.Addressing;
using ActorNet.Cli.Commands.Drains;
using ActorNet.Cli.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Tests.Commands.Drains;

public sealed class DrainProgressTests
{
    private static readonly Reservation Drain = new()
    {
        Name = "drain-10.1.0.0-16",
        Pool = "edge",
        Cidr = "10.1.0.0/16",
        Drain = true,
        State = ReservationState.Pending,
        CreateTime = (Samples.Now - TimeSpan.FromHours(1)).ToTimestamp(),
    };

    private static readonly GetPoolSpaceResponse Roomy = new() { Ipv4 = new FamilySpace { Fits = { new SubnetFit { PrefixLength = 24, WithQuarantined = 9 } } } };

    [Fact]
    public void Each_node_that_is_left_has_a_stage_and_what_it_waits_for()
    {
        var moving = Samples.Lease("moving", "10.2.0.0/24");
        moving.Subnets.Add("10.1.1.0/24");
        moving.Leaving.Add("10.1.1.0/24");
        Lease[] leases =
        [
            Samples.Lease("waiting", "10.1.0.0/24"),
            moving,
            Samples.Lease("elsewhere", "10.2.1.0/24"),
            Samples.Lease("silent", "10.1.2.0/24", state: LeaseState.Suspect),
            Samples.Lease("revoked", "10.1.3.0/24", state: LeaseState.Revoked),
        ];

        var progress = Look(Drain, leases);

        Assert.Equal(
            [("moving", DrainStage.Moves), ("revoked", DrainStage.Revoked), ("silent", DrainStage.Silent), ("waiting", DrainStage.Waits)],
            progress.Nodes.Select(node => (node.Lease.NodeId, node.Stage)));
        Assert.Contains("has 10.2.0.0/24, and gives 10.1.1.0/24 up", progress.Nodes[0].InTheWay, StringComparison.Ordinal);
        Assert.Equal(Samples.Now - new TimeSpan(0, 3, 12), progress.Nodes[3].Since); // It has had it for less than the drain lasts.
        Assert.Equal(("draining", false), (progress.State, progress.IsEmpty));
    }

    [Fact]
    public void Who_waits_hears_why_nobody_moves()
    {
        var lease = Samples.Lease("node", "10.1.0.0/24");
        var full = new GetPoolSpaceResponse { Ipv4 = new FamilySpace { Fits = { new SubnetFit { PrefixLength = 24 } } } };
        var kept = new GetPoolSpaceResponse { Ipv4 = new FamilySpace { Kept = 9, Fits = { new SubnetFit { PrefixLength = 24, WithQuarantined = 9 } } } };

        Assert.Equal("the drain is paused", Why(new Reservation(Drain) { Drain = false }));
        Assert.StartsWith("the pool is cordoned", Why(Drain, cordoned: true), StringComparison.Ordinal);
        Assert.StartsWith("there is no room: no /24 is free", Why(Drain, space: full), StringComparison.Ordinal);
        Assert.StartsWith("what is left is kept for certain nodes", Why(Drain, space: kept), StringComparison.Ordinal);

        string Why(Reservation reservation, bool cordoned = false, GetPoolSpaceResponse? space = null) => Assert.Single(Look(reservation, [lease], cordoned, space).Nodes).InTheWay;
    }

    [Fact]
    public void It_is_empty_only_when_the_shards_have_nothing_of_it_either()
    {
        Assert.Equal(("coming back from the shards", false), (Look(Drain, []).State, Look(Drain, []).IsEmpty));
        Assert.True(Look(new Reservation(Drain) { State = ReservationState.Active }, []).IsEmpty);
    }

    [Theory]
    [InlineData("10.1.0.0/16", "drain-10.1.0.0-16")]
    [InlineData("fd77:1::/48", "drain-fd77-1---48")]
    [InlineData("::/0", "drain----0")]
    public void A_drain_has_the_name_of_its_range(string range, string name) => Assert.Equal(name, DrainName.Of(Prefix.Parse(range)));

    private static DrainProgress Look(Reservation reservation, Lease[] leases, bool cordoned = false, GetPoolSpaceResponse? space = null)
    {
        var pool = Samples.Pool("edge", "10.1.0.0/16", "10.2.0.0/16");
        (pool.Cordoned, pool.MoveWindow) = (cordoned, Duration.FromTimeSpan(TimeSpan.FromMinutes(10)));
        return DrainProgress.Of(reservation, pool, space ?? Roomy, leases);
    }
}
