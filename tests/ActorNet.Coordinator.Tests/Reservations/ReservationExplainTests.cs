using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Explanations;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Reservations;

public sealed class ReservationExplainTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pin_is_told_from_its_making_until_its_node_holds_it()
    {
        await client.CreatePoolAsync("why-pin", "10.225.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var blocker = (await client.AcquireAsync("why-pin", "why-pin-blocker", instance, request => request.PreferredSubnets.Add("10.225.3.0/24"))).Lease;
        await ReserveAsync("why-pin", "pin", "10.225.3.0/24", "why-pin-node");
        Assert.Equal("pending", (await PinAsync()).Metadata["state"]);

        await client.ReleaseAsync(blocker, instance);
        await client.UntilReservationAsync("why-pin", "pin", reservation => reservation.State == ReservationState.Active);
        Assert.Equal("ready", (await PinAsync()).Metadata["state"]);
        Assert.DoesNotContain(FactCodes.SpaceFree, (await ExplainAsync("why-pin", "why-pin-node")).Select(fact => fact.Code));
        await client.AcquireAsync("why-pin", "why-pin-node");

        var pin = await PinAsync();
        Assert.Equal(("held", "10.225.3.0/24", "pin"), (pin.Metadata["state"], pin.Metadata["subnet"], pin.Metadata["reservation"]));
    }

    [Fact]
    public async Task A_holder_inside_of_a_reservation_is_told_that_it_keeps_its_subnet_and_for_how_long()
    {
        await client.CreatePoolAsync("why-inside", "10.226.0.0/16");
        await client.AcquireAsync("why-inside", "why-inside-node", change: request => request.PreferredSubnets.Add("10.226.3.0/24"));
        await ReserveAsync("why-inside", "kept", "10.226.0.0/20", string.Empty);

        var fact = (await ExplainAsync("why-inside", "why-inside-node")).Single(fact => fact.Code == FactCodes.SubnetReserved);

        Assert.Equal(
            ("10.226.3.0/24", "kept", "10.226.0.0/20", string.Empty),
            (fact.Metadata["subnet"], fact.Metadata["reservation"], fact.Metadata["cidr"], fact.Metadata["node_id"]));
    }

    [Fact]
    public async Task A_node_that_is_refused_is_told_how_much_is_reserved()
    {
        await client.CreatePoolAsync("why-full", "10.227.0.0/23", pool => (pool.ShardCount, pool.Ipv4PrefixLength) = (1, 24));
        await ReserveAsync("why-full", "kept", "10.227.0.0/24", string.Empty);
        await client.AcquireAsync("why-full", "why-full-one");
        await Refused.WithAsync(ErrorReason.PoolExhausted, () => client.AcquireAsync("why-full", "why-full-two"));

        var facts = await ExplainAsync("why-full", "why-full-two");

        Assert.Equal([FactCodes.NoLease, FactCodes.LengthOffered, FactCodes.PoolExhausted, FactCodes.SpaceReserved], facts.Skip(2).Select(fact => fact.Code));
        Assert.Equal(("IPv4", "24", "1"), (facts[^1].Metadata["family"], facts[^1].Metadata["prefix_length"], facts[^1].Metadata["reserved"]));
    }

    private async Task<ExplainedFact> PinAsync() => (await ExplainAsync("why-pin", "why-pin-node")).Single(fact => fact.Code == FactCodes.NodePinned);

    private async Task<IReadOnlyList<ExplainedFact>> ExplainAsync(string pool, string node) =>
        (await client.Cluster.ExplainAsync(new ExplainRequest { Pool = pool, NodeId = node }, cancellationToken: Cancellation)).Facts;

    private async Task ReserveAsync(string pool, string name, string cidr, string node)
    {
        var reservation = new Reservation { Pool = pool, Name = name, Cidr = cidr, NodeId = node };
        await client.Pools.CreateReservationAsync(new CreateReservationRequest { Reservation = reservation }, cancellationToken: Cancellation);
    }
}
