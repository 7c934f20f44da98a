using System.Net;
using ActorNet.Addressing;
using ActorNet.Cli.Failures;
using ActorNet.Client.Calls;
using ActorNet.Flannel;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>
/// Makes a node's subnet ours: flannel's key says so first, and stays for good; only then the subnet becomes the node's pin, in one step; then what was held for its flanneld
/// ends. Broken off anywhere, it is gone on with when it is run again, and until the second step is done no node of ours can get the subnet.
/// </summary>
internal sealed class MoveRun(Session session, FlannelSides sides, IPAddress address, string nodeId)
{
    private const int MaxAttempts = 5;

    /// <summary>Moves it.</summary>
    public async Task<ExitCode> RunAsync(Confirmation confirmation, CancellationToken cancellationToken)
    {
        var view = await sides.ReadAsync(cancellationToken);
        var subnets = Find(view).Subnets.Where(view.IsInPool).ToList();
        CheckReservations(view, subnets);
        await confirmation.AskAsync(
            [$"flanneld at {address} must have been stopped, and disabled: while it runs, it takes its key back."],
            $"Move {string.Join(' ', subnets)} from flannel to node {nodeId}?",
            "nothing was moved",
            cancellationToken);
        await ClaimAsync(cancellationToken);
        await PinAsync(cancellationToken);
        await ReleaseAsync(cancellationToken);
        if (!await sides.AreInForceAsync(subnets, cancellationToken))
            throw new CommandException(new CommandFailure(ExitCode.Unavailable, "PENDING", $"the pin of {string.Join(' ', subnets)} is not in force yet; run the command again"));

        if (!Find(await sides.ReadAsync(cancellationToken)).IsOurs(sides.Pool))
            throw StillRuns();

        session.Output.WriteLines([$"{string.Join(' ', subnets)} is node {nodeId}'s now. Start its agent, with --node-id {nodeId}."]);
        return ExitCode.Ok;
    }

    /// <summary>The node's key: flanneld's, or the one that an earlier attempt has made ours.</summary>
    private FlannelEntry Find(MirrorView view)
    {
        var entries = view.Flannel.Entries
            .Where(entry => address.Equals(entry.Lease.Address) && entry.Subnets.Any(view.IsInPool) && (entry.Lease.Mark is null || entry.Lease.Mark.Pool == sides.Pool))
            .OrderByDescending(entry => entry.ModRevision).ToList();
        return entries switch
        {
            [] => throw new CommandException(new CommandFailure(
                ExitCode.NotFound, "NOT_FOUND", $"flannel has no lease of {address} with a subnet of pool {sides.Pool}; a lease that has ended cannot be moved: start flanneld there once more, or let the agent get another subnet")),
            [{ Lease.Mark: { } mark } other, ..] when mark.Node != nodeId && !mark.IsReturned => throw new CommandException(new CommandFailure(
                ExitCode.Refused, "MOVED_ALREADY", $"{other.Name} is node {mark.Node}'s already; give that node, or 'actornet flannel return {mark.Node}' first")),
            [var only, ..] => only,
        };
    }

    private void CheckReservations(MirrorView view, IReadOnlyList<Prefix> subnets)
    {
        foreach (var subnet in subnets)
        {
            var reserved = view.FindReservation(subnet);
            var problem = view.FindLengthProblem(subnet)
                ?? (reserved is null ? "it is not reserved: 'actornet flannel prepare' does that"
                : !reserved.Range.Contains(subnet) ? $"reservation {reserved.Reservation.Name} has a part of it, {reserved.Range}"
                : reserved.OwnNode is { } other && other != nodeId ? $"reservation {reserved.Reservation.Name} pins it to node {other}"
                : null);
            if (problem is not null)
                throw new CommandException(new CommandFailure(ExitCode.Refused, "NOT_MOVABLE", $"{subnet} cannot be moved: {problem}"));
        }

        var families = subnets.Select(subnet => subnet.Family).ToHashSet();
        if (view.Reservations.FirstOrDefault(reserved => reserved.OwnNode == nodeId && families.Contains(reserved.Range.Family) && !subnets.Contains(reserved.Range)) is { } pin)
            throw new CommandException(new CommandFailure(ExitCode.Refused, "NODE_ALREADY_PINNED", $"reservation {pin.Reservation.Name} pins {pin.Range} to node {nodeId} already; delete it first"));
        if (view.FindLease(nodeId) is { } lease && !subnets.All(subnet => lease.Subnets.Contains(subnet.ToString())))
        {
            throw new CommandException(new CommandFailure(
                ExitCode.Refused, "NODE_HAS_LEASE", $"node {nodeId} holds {string.Join(' ', lease.Subnets)} already, and would keep it; stop its agent and release that with 'actornet lease release {nodeId}' first"));
        }
    }

    /// <summary>The key stays from here on, with the routes that it had.</summary>
    private async Task ClaimAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var view = await sides.ReadAsync(cancellationToken);
            var entry = Find(view);
            if (entry.IsOurs(sides.Pool) && entry.EtcdLease == 0)
                return;

            var value = entry.Lease with { Mark = new FlannelMark(sides.Pool, nodeId, entry.Lease.Mark?.Epoch ?? 0) };
            if (await sides.Store.TryPutAsync(entry.Name, value, entry.ModRevision, etcdLease: 0, cancellationToken))
                return;
        }

        throw StillRuns();
    }

    private async Task PinAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var view = await sides.ReadAsync(cancellationToken);
            if (!Find(view).IsOurs(sides.Pool))
                throw StillRuns();

            var subnets = Find(view).Subnets.Where(view.IsInPool).ToList();
            CheckReservations(view, subnets);
            var open = subnets.Where(subnet => view.FindReservation(subnet)!.OwnNode is null).ToList();
            if (open.Count == 0)
                return;

            try
            {
                foreach (var subnet in open)
                    await sides.ReserveAsync(subnet, nodeId, FlannelNames.Moved(address), view.FindReservation(subnet), cancellationToken);
            }
            catch (CoordinatorCallException exception) when (attempt < MaxAttempts && ServiceFailures.From(exception).Exit == ExitCode.NotFound)
            {
                // A mirror has changed the reservation in the meantime.
            }
        }
    }

    private async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        var view = await sides.ReadAsync(cancellationToken);
        if (view.FindLease(FlannelNames.Holder(address)) is not { } lease)
            return;

        try
        {
            await sides.ReleaseAsync(lease, cancellationToken);
        }
        catch (CoordinatorCallException exception) when (ServiceFailures.From(exception).Exit is ExitCode.NotFound or ExitCode.Refused)
        {
            // A mirror has released it.
        }
    }

    private CommandException StillRuns() => new(new CommandFailure(
        ExitCode.Refused, "FLANNELD_RUNS", $"the flanneld at {address} has written its key again: stop and disable it, and run the command again"));
}
