using ActorNet.Addressing;
using ActorNet.Cli.Commands.Flannel;
using ActorNet.Cli.Commands.Leases;
using ActorNet.Cli.Commands.Pools;
using ActorNet.Cli.Commands.Reservations;
using ActorNet.Cli.Failures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands.Drains;

/// <summary>The calls that several commands about drains make.</summary>
internal static class DrainReading
{
    /// <summary>The drain of a range.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static async Task<Reservation> ReadDrainAsync(this Session session, string pool, Prefix range, CancellationToken cancellationToken) =>
        await session.FindDrainAsync(pool, range, cancellationToken)
        ?? throw new CommandException(new CommandFailure(ExitCode.NotFound, ErrorReason.NotFound.ToWireName(), $"{range} of pool '{pool}' is not being drained")
        {
            Advice = "'actornet pool drain status' shows what is, 'actornet pool drain start' begins.",
        });

    /// <summary>The drain of a range; null where there is none.</summary>
    public static async Task<Reservation?> FindDrainAsync(this Session session, string pool, Prefix range, CancellationToken cancellationToken)
    {
        var (all, _) = await session.ReadReservationsAsync(pool, cancellationToken);
        return all.FirstOrDefault(known => known.Name == DrainName.Of(range) && known.Cidr == range.ToString());
    }

    /// <summary>How far drains are.</summary>
    public static async Task<IReadOnlyList<DrainProgress>> ReadProgressAsync(
        this Session session, string pool, IReadOnlyList<Reservation> drains, CancellationToken cancellationToken)
    {
        var present = await session.ReadPoolAsync(pool, cancellationToken);
        var space = await session.ReadPageAsync(
            (invoker, options) => new PoolService.PoolServiceClient(invoker).GetPoolSpaceAsync(new GetPoolSpaceRequest { Name = pool }, options),
            cancellationToken);
        var (leases, _) = await session.ListLeasesAsync(new ListLeasesRequest { Pool = pool }, cancellationToken);
        return [.. drains.Select(drain => DrainProgress.Of(drain, present, space, leases))];
    }

    /// <summary>What the pool would be without the range; null where it does not have any of it.</summary>
    public static async Task<PoolPlan?> PlanWithoutAsync(this Session session, string name, Prefix range, CancellationToken cancellationToken)
    {
        var pool = await session.ReadPoolAsync(name, cancellationToken);
        List<Prefix> present = [.. pool.Cidrs.Select(Prefix.Parse)];
        List<Prefix> left = [.. present.SelectMany(cidr => PrefixSets.Subtract(cidr, [range]))];
        if (left.SequenceEqual(present))
            return null;

        var request = new PlanPoolChangeRequest
        {
            Pool = new Pool { Name = name, Cidrs = { left.Select(cidr => cidr.ToString()) } },
            UpdateMask = new FieldMask { Paths = { "cidrs" } },
        };
        return await session.PlanAsync(request, cancellationToken);
    }
}
