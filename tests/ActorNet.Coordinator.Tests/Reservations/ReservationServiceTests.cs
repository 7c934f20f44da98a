using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;

namespace ActorNet.Coordinator.Tests.Reservations;

public sealed class ReservationServiceTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, Action<Reservation>> BadReservations => new()
    {
        { "reservation.name", reservation => reservation.Name = string.Empty },
        { "reservation.name", reservation => reservation.Name = "Under_Score" },
        { "reservation.pool", reservation => reservation.Pool = "-" },
        { "reservation.cidr", reservation => reservation.Cidr = string.Empty },
        { "reservation.cidr", reservation => reservation.Cidr = "10.220.1.1/24" },
        { "reservation.cidr", reservation => reservation.Cidr = "10.221.1.0/24" },
        { "reservation.cidr", reservation => reservation.Cidr = "10.220.1.0/25" },
        { "reservation.cidr", reservation => (reservation.Cidr, reservation.NodeId) = ("10.220.0.0/20", "node") },
        { "reservation.node_id", reservation => reservation.NodeId = "Not A Node" },
        { "reservation.reason", reservation => reservation.Reason = "a\nb" },
        { "reservation.reason", reservation => reservation.Reason = new string('x', 254) },
    };

    [Fact]
    public async Task A_range_is_reserved_and_listed_and_counted()
    {
        await client.CreatePoolAsync("reserve-free", "10.210.0.0/16");

        var made = await ReserveAsync("reserve-free", "gateways", "10.210.0.0/20", reason: "for the gateways");

        Assert.Equal(
            ("gateways", "reserve-free", "10.210.0.0/20", string.Empty, "for the gateways", 1, ReservationState.Active),
            (made.Name, made.Pool, made.Cidr, made.NodeId, made.Reason, made.Number, made.State));
        Assert.True(made.Revision > 0);
        Assert.Equal([made], (await ListAsync("reserve-free")).Reservations);
        var usage = (await client.Pools.GetPoolAsync(new GetPoolRequest { Name = "reserve-free" }, cancellationToken: Cancellation)).Pool.Usage.Ipv4;
        Assert.Equal((256, 0, 0, 16), (usage.Total, usage.Held, usage.Quarantined, usage.Reserved));
        var space = (await client.Pools.GetPoolSpaceAsync(new GetPoolSpaceRequest { Name = "reserve-free" }, cancellationToken: Cancellation)).Ipv4;
        Assert.Equal((4096, 61_440, "10.210.128.0/17", 240), (space.ReservedAddresses, space.FreeAddresses, space.LargestHole, space.Fits.Single().Free));
        var forecast = (await client.Pools.GetPoolForecastAsync(new GetPoolForecastRequest { Name = "reserve-free" }, cancellationToken: Cancellation)).Ipv4;
        Assert.Equal((240, 16), (forecast.Left, forecast.Reserved));
    }

    [Fact]
    public async Task Reserving_the_same_again_answers_with_what_is_there()
    {
        await client.CreatePoolAsync("reserve-again", "10.211.0.0/16");
        var made = await ReserveAsync("reserve-again", "kept", "10.211.1.0/24", node: "a-node");

        Assert.Equal(made.Number, (await ReserveAsync("reserve-again", "kept", "10.211.1.0/24", node: "a-node")).Number);
        var error = await Refused.WithAsync(ErrorReason.ReservationAlreadyExists, () => ReserveAsync("reserve-again", "kept", "10.211.2.0/24"));
        Assert.Equal(("reserve-again", "kept"), (error.Metadata["pool"], error.Metadata["name"]));
    }

    [Fact]
    public async Task What_stands_in_the_way_is_named()
    {
        await client.CreatePoolAsync("reserve-way", "10.212.0.0/16");
        await ReserveAsync("reserve-way", "first", "10.212.0.0/24", node: "a-node");

        var overlap = await Refused.WithAsync(ErrorReason.ReservationOverlap, () => ReserveAsync("reserve-way", "second", "10.212.0.0/20"));
        Assert.Equal(("10.212.0.0/20", "first", "10.212.0.0/24"), (overlap.Metadata["cidr"], overlap.Metadata["other_name"], overlap.Metadata["other_cidr"]));
        var pinned = await Refused.WithAsync(ErrorReason.NodeAlreadyPinned, () => ReserveAsync("reserve-way", "second", "10.212.1.0/24", node: "a-node"));
        Assert.Equal(("a-node", "first", "10.212.0.0/24"), (pinned.Metadata["node_id"], pinned.Metadata["other_name"], pinned.Metadata["other_cidr"]));
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => ReserveAsync("reserve-nowhere", "second", "10.212.1.0/24"));
    }

    [Fact]
    public async Task One_takes_the_place_of_another_and_leaves_a_rest()
    {
        await client.CreatePoolAsync("reserve-replace", "10.119.0.0/18");
        var hold = await ReserveAsync("reserve-replace", "hold", "10.119.0.0/23");
        var request = new CreateReservationRequest
        {
            Reservation = new Reservation { Pool = "reserve-replace", Name = "pin", Cidr = "10.119.1.0/24", NodeId = "a-node" },
            Replaces = hold.Number,
            Rest = { new Reservation { Pool = "reserve-replace", Name = "rest", Cidr = "10.119.0.0/24" } },
        };

        var made = (await client.Pools.CreateReservationAsync(request, cancellationToken: Cancellation)).Reservation;

        Assert.Equal(("pin", "a-node", hold.Number + 1), (made.Name, made.NodeId, made.Number));
        Assert.Equal(["pin", "rest"], (await ListAsync("reserve-replace")).Reservations.Select(reservation => reservation.Name));
        Assert.Equal(made.Number, (await client.Pools.CreateReservationAsync(request, cancellationToken: Cancellation)).Reservation.Number);
        request.Reservation.Name = "other";
        await Refused.WithAsync(ErrorReason.NotFound, () => client.Pools.CreateReservationAsync(request, cancellationToken: Cancellation).ResponseAsync);
        request.Replaces = 0;
        await Refused.WithAsync(ErrorReason.InvalidField, () => client.Pools.CreateReservationAsync(request, cancellationToken: Cancellation).ResponseAsync);
    }

    [Theory]
    [MemberData(nameof(BadReservations))]
    public async Task A_reservation_that_cannot_be_is_refused_by_its_field(string field, Action<Reservation> spoil)
    {
        await client.CreatePoolAsync("reserve-bad", "10.220.0.0/16");
        var reservation = new Reservation { Name = "kept", Pool = "reserve-bad", Cidr = "10.220.1.0/24" };
        spoil(reservation);

        await Refused.FieldsAsync([field], async () =>
            await client.Pools.CreateReservationAsync(new CreateReservationRequest { Reservation = reservation }, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_request_without_a_reservation_is_refused() => await Refused.FieldsAsync(
        ["reservation"],
        async () => await client.Pools.CreateReservationAsync(new CreateReservationRequest(), cancellationToken: Cancellation));

    [Fact]
    public async Task A_held_range_is_pending_with_its_holders_until_they_are_gone()
    {
        await client.CreatePoolAsync("reserve-held", "10.213.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var lease = (await AcquireAsync("reserve-held", "holder", "10.213.7.0/24", instance)).Lease;

        var made = await ReserveAsync("reserve-held", "kept", "10.213.0.0/20");
        Assert.Equal((ReservationState.Pending, 1, "holder"), (made.State, made.HolderCount, made.Holders.Single()));
        Assert.Equal(lease.Epoch, (await AcquireAsync("reserve-held", "holder", "10.213.7.0/24", instance)).Lease.Epoch);
        await client.ReleaseAsync(lease, instance);

        await UntilAsync("reserve-held", "kept", ReservationState.Active);
        Assert.NotEqual(lease.Subnets, (await AcquireAsync("reserve-held", "holder", "10.213.7.0/24", instance)).Lease.Subnets);
    }

    [Fact]
    public async Task A_pin_comes_to_its_node_from_whichever_shard_had_it()
    {
        await client.CreatePoolAsync("reserve-pin", "10.214.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        await client.ReleaseAsync((await AcquireAsync("reserve-pin", "somebody", "10.214.9.0/24", instance)).Lease, instance);

        await ReserveAsync("reserve-pin", "pin", "10.214.9.0/24", node: "the-node");
        await UntilAsync("reserve-pin", "pin", ReservationState.Active);

        Assert.NotEqual(["10.214.9.0/24"], (await AcquireAsync("reserve-pin", "somebody", "10.214.9.0/24", instance)).Lease.Subnets);
        Assert.Equal(["10.214.9.0/24"], (await client.AcquireAsync("reserve-pin", "the-node")).Lease.Subnets);
        Assert.Equal(ReservationState.Active, (await ListAsync("reserve-pin")).Reservations.Single().State);
        var usage = (await client.Pools.GetPoolAsync(new GetPoolRequest { Name = "reserve-pin" }, cancellationToken: Cancellation)).Pool.Usage.Ipv4;
        Assert.Equal((2, 0), (usage.Held, usage.Reserved));
    }

    [Fact]
    public async Task A_node_with_a_lease_gets_its_pin_when_that_is_taken_back()
    {
        await client.CreatePoolAsync("reserve-move", "10.215.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var lease = (await client.AcquireAsync("reserve-move", "mover", instance)).Lease;
        await ReserveAsync("reserve-move", "pin", "10.215.200.0/24", node: "mover");
        await UntilAsync("reserve-move", "pin", ReservationState.Active);
        Assert.Equal(lease.Subnets, (await client.AcquireAsync("reserve-move", "mover", instance)).Lease.Subnets);

        await client.Leases.ReleaseLeaseAsync(new ReleaseLeaseRequest { Pool = "reserve-move", NodeId = "mover", Epoch = lease.Epoch }, cancellationToken: Cancellation);
        var moved = await client.AcquireAsync("reserve-move", "mover", instance, request => request.BurntEpoch = lease.Epoch);

        Assert.Equal(["10.215.200.0/24"], moved.Lease.Subnets);
    }

    [Fact]
    public async Task What_is_deleted_is_given_out_again()
    {
        await client.CreatePoolAsync("reserve-end", "10.216.0.0/24", pool => (pool.Ipv4PrefixLength, pool.ShardCount) = (25, 2));
        var kept = await ReserveAsync("reserve-end", "kept", "10.216.0.0/25");
        var pin = await ReserveAsync("reserve-end", "pin", "10.216.0.128/25", node: "the-node");
        await UntilAsync("reserve-end", "pin", ReservationState.Active);
        await Refused.WithAsync(ErrorReason.PoolExhausted, () => client.AcquireAsync("reserve-end", "one"));

        await DeleteAsync("reserve-end", "kept");
        await DeleteAsync("reserve-end", "pin", pin.Number);
        await DeleteAsync("reserve-end", "pin", pin.Number);
        Assert.Empty((await ListAsync("reserve-end")).Reservations);
        await Refused.WithAsync(ErrorReason.NotFound, () => DeleteAsync("reserve-end", "kept"));
        await Refused.WithAsync(ErrorReason.NotFound, () => DeleteAsync("reserve-end", "kept", kept.Number + 100));

        var leases = new[] { (await client.AcquireAsync("reserve-end", "one")).Lease, (await client.AcquireAsync("reserve-end", "two")).Lease };
        Assert.Equal(["10.216.0.0/25", "10.216.0.128/25"], leases.SelectMany(lease => lease.Subnets).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task They_are_listed_by_pool_and_name_in_pages()
    {
        await client.CreatePoolAsync("reserve-list-a", "10.217.0.0/16");
        await client.CreatePoolAsync("reserve-list-b", "10.218.0.0/16");
        foreach (var (pool, name, cidr) in new[] { ("b", "x", "10.218.0.0/24"), ("a", "z", "10.217.0.0/24"), ("a", "y", "10.217.1.0/24"), ("a", "x", "10.217.2.0/24") })
        {
            await ReserveAsync($"reserve-list-{pool}", name, cidr);
        }

        var first = await ListAsync("reserve-list-a", 2);
        var second = await ListAsync("reserve-list-a", 2, first.NextPageToken);
        Assert.Equal(["x", "y", "z"], first.Reservations.Concat(second.Reservations).Select(reservation => reservation.Name));
        Assert.Empty(second.NextPageToken);
        var all = (await ListAsync(string.Empty)).Reservations.Where(reservation => reservation.Pool.StartsWith("reserve-list-", StringComparison.Ordinal));
        Assert.Equal(["a/x", "a/y", "a/z", "b/x"], all.Select(reservation => $"{reservation.Pool[^1]}/{reservation.Name}"));
        await Refused.FieldsAsync(["page_token"], () => ListAsync("reserve-list-b", 2, first.NextPageToken));
        await Refused.FieldsAsync(["page_size"], () => ListAsync("reserve-list-b", 1001));
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => ListAsync("reserve-nowhere"));
    }

    private async Task<Reservation> ReserveAsync(string pool, string name, string cidr, string node = "", string reason = "")
    {
        var reservation = new Reservation { Pool = pool, Name = name, Cidr = cidr, NodeId = node, Reason = reason };
        return (await client.Pools.CreateReservationAsync(new CreateReservationRequest { Reservation = reservation }, cancellationToken: Cancellation)).Reservation;
    }

    private async Task<ListReservationsResponse> ListAsync(string pool, int pageSize = 0, string token = "") => await client.Pools.ListReservationsAsync(
        new ListReservationsRequest { Pool = pool, PageSize = pageSize, PageToken = token },
        cancellationToken: Cancellation);

    private async Task DeleteAsync(string pool, string name, long number = 0) => await client.Pools.DeleteReservationAsync(
        new DeleteReservationRequest { Pool = pool, Name = name, Number = number },
        cancellationToken: Cancellation);

    private Task<AcquireLeaseResponse> AcquireAsync(string pool, string node, string preferred, ByteString instance) =>
        client.AcquireAsync(pool, node, instance, request => request.PreferredSubnets.Add(preferred));

    private Task<Reservation> UntilAsync(string pool, string name, ReservationState state) => client.UntilReservationAsync(pool, name, reservation => reservation.State == state);
}
