using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;

namespace ActorNet.Integration.DataPath;

/// <summary>What an operator does to make nodes of the default pool move.</summary>
internal static class Moves
{
    /// <summary>Sets how long a node holds both subnets.</summary>
    public static async Task SetWindowAsync(GrpcChannel channel, int seconds)
    {
        var pools = new PoolService.PoolServiceClient(channel);
        var plan = await pools.PlanPoolChangeAsync(
            new PlanPoolChangeRequest
            {
                Pool = new Pool { Name = "default", MoveWindow = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) },
                UpdateMask = FieldMask.FromString("move_window"),
            },
            cancellationToken: TestContext.Current.CancellationToken);
        await pools.ApplyPoolPlanAsync(new ApplyPoolPlanRequest { PlanId = plan.Plan.Id }, cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>Reserves a range, for a node or for nobody, that those who are in its way are to leave.</summary>
    public static async Task DrainAsync(GrpcChannel channel, Prefix subnet, string node = "") => await new PoolService.PoolServiceClient(channel).CreateReservationAsync(
        new CreateReservationRequest { Reservation = new Reservation { Pool = "default", Name = "moving", Cidr = subnet.ToString(), NodeId = node, Drain = true } },
        cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>What has become of it.</summary>
    public static async Task<Reservation> ReservationAsync(GrpcChannel channel) => (await new PoolService.PoolServiceClient(channel).ListReservationsAsync(
        new ListReservationsRequest { Pool = "default" }, cancellationToken: TestContext.Current.CancellationToken)).Reservations.Single();
}
