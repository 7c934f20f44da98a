using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Reservations;

public sealed class ReservationProcessTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_kill_loses_no_reservation_that_was_acknowledged_and_what_is_pending_goes_on()
    {
        var instance = CoordinatorClient.NewInstance();
        Lease held;
        await using (var first = await CoordinatorProcess.ServeAsync(directory.Path))
        {
            var client = await first.ClientAsync();
            held = (await client.AcquireAsync("default", "holder", instance, request => request.PreferredSubnets.Add("10.244.7.0/24"))).Lease;
            await ReserveAsync(client, "kept", "10.244.16.0/20", string.Empty);
            await ReserveAsync(client, "pin", "10.244.7.0/24", "the-node");
            await first.KillAsync();
        }

        await using (var second = await CoordinatorProcess.ServeAsync(directory.Path))
        {
            var client = await second.ClientAsync();
            await client.UntilReservationAsync("default", "kept", reservation => reservation.State == ReservationState.Active);
            var pending = await client.UntilReservationAsync("default", "pin", reservation => reservation.HolderCount == 1);
            Assert.Equal((ReservationState.Pending, "holder"), (pending.State, pending.Holders.Single()));
            await client.ReleaseAsync(held, instance);
            await second.KillAsync();
        }

        await using var third = await CoordinatorProcess.ServeAsync(directory.Path);
        var last = await third.ClientAsync();
        await last.UntilReservationAsync("default", "pin", reservation => reservation.State == ReservationState.Active);
        Assert.NotEqual(held.Subnets, (await last.AcquireAsync("default", "holder", instance)).Lease.Subnets);
        Assert.Equal(held.Subnets, (await last.AcquireAsync("default", "the-node")).Lease.Subnets);
    }

    [Fact]
    public async Task A_reservation_that_was_deleted_stays_deleted()
    {
        await using (var first = await CoordinatorProcess.ServeAsync(directory.Path))
        {
            var client = await first.ClientAsync();
            await ReserveAsync(client, "pin", "10.244.7.0/24", "the-node");
            await client.UntilReservationAsync("default", "pin", reservation => reservation.State == ReservationState.Active);
            await client.Pools.DeleteReservationAsync(new DeleteReservationRequest { Pool = "default", Name = "pin" }, cancellationToken: Cancellation);
            await first.KillAsync();
        }

        await using var second = await CoordinatorProcess.ServeAsync(directory.Path);
        var restarted = await second.ClientAsync();
        Assert.Empty((await restarted.Pools.ListReservationsAsync(new ListReservationsRequest(), cancellationToken: Cancellation)).Reservations);
        var usage = (await restarted.Pools.GetPoolAsync(new GetPoolRequest(), cancellationToken: Cancellation)).Pool.Usage.Ipv4;
        Assert.Equal((256, 0), (usage.Total, usage.Reserved));
    }

    private static async Task ReserveAsync(CoordinatorClient client, string name, string cidr, string node)
    {
        var reservation = new Reservation { Name = name, Cidr = cidr, NodeId = node };
        await client.Pools.CreateReservationAsync(new CreateReservationRequest { Reservation = reservation }, cancellationToken: Cancellation);
    }
}
