using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Coordinator.Tests.Reservations;

/// <summary>Nodes that move, through the whole service.</summary>
public sealed class DrainServiceTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_range_is_drained_of_its_holder()
    {
        await client.CreatePoolAsync("drain-range", "10.142.0.0/16", pool => pool.MoveWindow = CoordinatorClient.Seconds(90));
        var instance = CoordinatorClient.NewInstance();
        var old = (await AcquireAsync("drain-range", "mover", instance, preferred: "10.142.7.0/24")).Lease;
        Assert.False(await MustMoveAsync(old, instance));

        var made = await ReserveAsync("drain-range", "drained", "10.142.7.0/24");
        Assert.Equal((true, 1), (made.Drain, made.HolderCount));
        await UntilMustMoveAsync(old, instance, isTold: true);
        var explained = await client.Cluster.ExplainAsync(new ExplainRequest { Pool = "drain-range", NodeId = "mover" }, cancellationToken: Cancellation);
        Assert.Contains(explained.Facts, fact => fact.Code == "SUBNET_MUST_MOVE" && fact.Metadata["reservation"] == "drained");

        var answer = await AcquireAsync("drain-range", "mover", instance, preferred: "10.142.7.0/24");
        var moving = answer.Lease;
        Assert.Equal((old.Epoch < moving.Epoch, "10.142.7.0/24", 2), (true, moving.Leaving.Single(), moving.Subnets.Count));
        Assert.Equal("10.142.7.0/24", moving.Subnets[1]);
        Assert.Equal(CoordinatorClient.Seconds(90), answer.Pool.MoveWindow);
        Assert.True(await MustMoveAsync(old, instance));
        Assert.False(await MustMoveAsync(moving, instance));
        Assert.Equal((moving.Subnets, moving.Leaving), (await client.GetAsync("drain-range", "mover") is var shown ? (shown.Subnets, shown.Leaving) : default));
        Assert.Equal((2L, 1L), (await client.GetPoolAsync("drain-range")).Usage is var usage ? (usage.Ipv4.Held, usage.Leases) : default);
        Assert.Equal(1, (await ListAsync("drain-range")).HolderCount);
        explained = await client.Cluster.ExplainAsync(new ExplainRequest { Pool = "drain-range", NodeId = "mover" }, cancellationToken: Cancellation);
        Assert.Contains(explained.Facts, fact => fact.Code == "SUBNET_LEAVING" && fact.Metadata["others"] == moving.Subnets[0]);

        Assert.Equal([("mover", moving.Epoch)], await HoldersAsync("10.142.7.9"));
        Assert.Equal([("mover", moving.Epoch)], await HoldersAsync(moving.Subnets[0]));

        var moved = (await GiveUpAsync(moving, instance)).Lease;
        Assert.Equal([moving.Subnets[0]], moved.Subnets);
        Assert.Empty(moved.Leaving);
        Assert.Equal(moved.Epoch, (await GiveUpAsync(moving, instance)).Lease.Epoch);
        Assert.False(await MustMoveAsync(moving, instance));
        await Refused.WithAsync(ErrorReason.EpochStale, () => MustMoveAsync(old, instance));
        var done = await client.UntilReservationAsync("drain-range", "drained", reservation => reservation.State == ReservationState.Active);
        Assert.Equal(0, done.HolderCount);
        Assert.Empty(await HoldersAsync("10.142.7.9"));
        Assert.Equal([("mover", moved.Epoch)], await HoldersAsync(moving.Subnets[0]));
    }

    [Fact]
    public async Task A_drain_is_paused_goes_on_and_is_undone()
    {
        await client.CreatePoolAsync("drain-pause", "10.143.0.0/16");
        var instance = CoordinatorClient.NewInstance();
        var lease = (await AcquireAsync("drain-pause", "stayer", instance, preferred: "10.143.1.0/24")).Lease;
        var made = await ReserveAsync("drain-pause", "drained", "10.143.0.0/20");
        await UntilMustMoveAsync(lease, instance, isTold: true);

        var paused = await UpdateAsync("drain-pause", drain: false, reason: "not now");
        Assert.Equal((false, "not now", made.Number), (paused.Drain, paused.Reason, paused.Number));
        Assert.True(paused.Revision > made.Revision);
        await UntilMustMoveAsync(lease, instance, isTold: false);
        Assert.Equal(lease.Epoch, (await AcquireAsync("drain-pause", "stayer", instance)).Lease.Epoch);

        Assert.Equal("not now", (await UpdateAsync("drain-pause", drain: true)).Reason);
        await UntilMustMoveAsync(lease, instance, isTold: true);

        await client.Pools.DeleteReservationAsync(new DeleteReservationRequest { Pool = "drain-pause", Name = "drained" }, cancellationToken: Cancellation);
        await UntilMustMoveAsync(lease, instance, isTold: false);
    }

    [Fact]
    public async Task A_pin_that_drains_brings_its_node_to_it()
    {
        await client.CreatePoolAsync("drain-pin", "10.144.0.0/16");
        var (own, other) = (CoordinatorClient.NewInstance(), CoordinatorClient.NewInstance());
        var mine = (await AcquireAsync("drain-pin", "mine", own, preferred: "10.144.1.0/24")).Lease;
        var theirs = (await AcquireAsync("drain-pin", "theirs", other, preferred: "10.144.200.0/24")).Lease;
        await ReserveAsync("drain-pin", "pin", "10.144.200.0/24", "mine");

        await UntilMustMoveAsync(theirs, other, isTold: true);
        var away = (await GiveUpAsync((await AcquireAsync("drain-pin", "theirs", other)).Lease, other)).Lease;
        Assert.NotEqual(theirs.Subnets, away.Subnets);
        await client.UntilReservationAsync("drain-pin", "pin", reservation => reservation.State == ReservationState.Active);
        await UntilMustMoveAsync(mine, own, isTold: true);
        var moving = (await AcquireAsync("drain-pin", "mine", own)).Lease;

        Assert.Equal(["10.144.200.0/24", "10.144.1.0/24"], moving.Subnets);
        Assert.Equal(["10.144.200.0/24"], (await GiveUpAsync(moving, own)).Lease.Subnets);
    }

    [Fact]
    public async Task What_cannot_be_changed_is_refused_by_its_field()
    {
        var reservation = new Reservation { Pool = "drain-nowhere", Name = "kept" };
        await Refused.FieldsAsync(["reservation"], () => UpdateAsync(null, "drain"));
        await Refused.FieldsAsync(["update_mask"], () => UpdateAsync(reservation));
        await Refused.FieldsAsync(["update_mask"], () => UpdateAsync(reservation, "drain", "cidr"));
        await Refused.FieldsAsync(["reservation.number"], () => UpdateAsync(new Reservation(reservation) { Number = -1 }, "drain"));
        await Refused.FieldsAsync(["reservation.reason"], () => UpdateAsync(new Reservation(reservation) { Reason = "a\nb" }, "reason"));
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => UpdateAsync(reservation, "drain"));
        await client.CreatePoolAsync("drain-nothing", "fd64::/48");
        await Refused.WithAsync(ErrorReason.NotFound, () => UpdateAsync(new Reservation(reservation) { Pool = "drain-nothing" }, "drain"));
        await Refused.WithAsync(ErrorReason.NotFound, () => UpdateAsync(new Reservation(reservation) { Pool = "drain-nothing", Number = 7 }, "drain"));
    }

    [Fact]
    public async Task What_is_given_up_is_named_with_its_epoch()
    {
        await client.CreatePoolAsync("drain-fields", "fd64:1::/48");
        await Refused.FieldsAsync(["given_up_epoch"], () => client.AcquireAsync("drain-fields", "node", change: request => request.GivenUp.Add("fd64:1::/64")));
        await Refused.FieldsAsync(["given_up[0]"], () => client.AcquireAsync("drain-fields", "node", change: request =>
        {
            request.GivenUp.Add("fd64:1::1/64");
            request.GivenUpEpoch = 1;
        }));
        await Refused.FieldsAsync(["given_up"], () => client.AcquireAsync("drain-fields", "node", change: request =>
        {
            request.GivenUp.Add(Enumerable.Repeat("fd64:1::/64", 17));
            request.GivenUpEpoch = 1;
        }));
    }

    [Fact]
    public async Task How_long_both_are_held_is_a_setting_of_the_pool_that_is_planned_and_applied()
    {
        var made = await client.CreatePoolAsync("drain-window", "fd64:2::/48");
        Assert.Equal(CoordinatorClient.Seconds(600), made.MoveWindow);

        var plan = await client.PlanAsync(new Pool { Name = "drain-window", MoveWindow = CoordinatorClient.Seconds(60) }, "move_window");
        Assert.Equal(("move_window", "10m", "1m"), plan.Changes.Single() is var change ? (change.Field, change.Before, change.After) : default);
        Assert.Equal(CoordinatorClient.Seconds(60), (await client.ApplyAsync(plan)).MoveWindow);
        await Refused.FieldsAsync(["pool.move_window"], () => client.PlanAsync(new Pool { Name = "drain-window", MoveWindow = CoordinatorClient.Seconds(-1) }, "move_window"));
    }

    private async Task<Reservation> ReserveAsync(string pool, string name, string cidr, string node = "")
    {
        var reservation = new Reservation { Pool = pool, Name = name, Cidr = cidr, NodeId = node, Drain = true };
        return (await client.Pools.CreateReservationAsync(new CreateReservationRequest { Reservation = reservation }, cancellationToken: Cancellation)).Reservation;
    }

    private Task<Reservation> UpdateAsync(string pool, bool drain, string? reason = null) => UpdateAsync(
        new Reservation { Pool = pool, Name = "drained", Drain = drain, Reason = reason ?? "not meant" },
        reason is null ? ["drain"] : ["drain", "reason"]);

    private async Task<Reservation> UpdateAsync(Reservation? reservation, params string[] mask)
    {
        var request = new UpdateReservationRequest { Reservation = reservation, UpdateMask = new FieldMask { Paths = { mask } } };
        return (await client.Pools.UpdateReservationAsync(request, cancellationToken: Cancellation)).Reservation;
    }

    private async Task<Reservation> ListAsync(string pool) =>
        (await client.Pools.ListReservationsAsync(new ListReservationsRequest { Pool = pool }, cancellationToken: Cancellation)).Reservations.Single();

    private async Task<IEnumerable<(string Node, long Epoch)>> HoldersAsync(string address)
    {
        var answer = await client.History.LookupAddressAsync(new LookupAddressRequest { Address = address }, cancellationToken: Cancellation);
        return answer.Tenures.Select(tenure => (tenure.NodeId, tenure.Epoch));
    }

    private Task<AcquireLeaseResponse> AcquireAsync(string pool, string node, ByteString instance, string? preferred = null) =>
        client.AcquireAsync(pool, node, instance, request =>
        {
            request.AcceptsMove = true;
            request.PreferredSubnets.Add(preferred is null ? [] : [preferred]);
        });

    private Task<AcquireLeaseResponse> GiveUpAsync(Lease lease, ByteString instance) => client.AcquireAsync(lease.Pool, lease.NodeId, instance, request =>
    {
        request.AcceptsMove = true;
        request.GivenUp.Add(lease.Leaving);
        request.GivenUpEpoch = lease.Epoch;
    });

    private async Task<bool> MustMoveAsync(Lease lease, ByteString instance)
    {
        var request = new RenewLeaseRequest { Pool = lease.Pool, NodeId = lease.NodeId, Instance = instance, Epoch = lease.Epoch };
        return (await client.Leases.RenewLeaseAsync(request, cancellationToken: Cancellation)).Renewal.MustMove;
    }

    /// <summary>A shard hears of reservations in its own time.</summary>
    private async Task UntilMustMoveAsync(Lease lease, ByteString instance, bool isTold)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (await MustMoveAsync(lease, instance) != isTold)
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
