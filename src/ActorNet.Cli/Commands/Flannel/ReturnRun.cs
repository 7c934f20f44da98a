using ActorNet.Cli.Failures;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>
/// Gives a node's subnet back to flannel: the pin becomes a hold, in one step; when that is in force, and only then, the key becomes one that the node's flanneld finds by its
/// address and takes, and that ends after a day where it does not.
/// </summary>
internal sealed class ReturnRun(Session session, FlannelSides sides, string nodeId)
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromDays(1);

    /// <summary>Gives it back.</summary>
    public async Task<ExitCode> RunAsync(Confirmation confirmation, CancellationToken cancellationToken)
    {
        var view = await sides.ReadAsync(cancellationToken);
        var entries = view.Ours.Where(entry => entry.Lease.Mark!.Node == nodeId).ToList();
        var pins = view.Reservations.Where(reserved => reserved.OwnNode == nodeId && FlannelNames.ReadMoved(reserved.Reservation.Reason) is not null).ToList();
        if (entries.Count == 0)
            throw new CommandException(new CommandFailure(ExitCode.NotFound, "NOT_FOUND", $"flannel has no key of ours for node {nodeId}: it was not moved from flannel, or has been given back"));

        RefuseHolder(view, entries);
        var subnets = entries.SelectMany(entry => entry.Subnets).Where(view.IsInPool).ToList();
        await confirmation.AskAsync(
            [$"The agent of node {nodeId} must have been stopped, and have released its lease."], $"Give {string.Join(' ', subnets)} back to flannel?", "nothing was given back", cancellationToken);
        foreach (var pin in pins)
            await sides.ReserveAsync(pin.Range, "", $"given back to flannel by node {nodeId}", pin, cancellationToken);

        var holds = subnets.Select(view.FindReservation).OfType<ReservedRange>().Select(reserved => reserved.Range).Distinct().ToList();
        if (!await sides.AreInForceAsync(holds, cancellationToken))
        {
            throw new CommandException(new CommandFailure(
                ExitCode.Refused, "PENDING", $"{string.Join(' ', subnets)} is not kept from all nodes yet: see 'actornet reservation list', and run the command again"));
        }

        view = await sides.ReadAsync(cancellationToken);
        RefuseHolder(view, entries);
        if (!subnets.TrueForAll(subnet => view.FindReservation(subnet) is { OwnNode: null } reserved && reserved.Range.Contains(subnet)))
            throw new CommandException(new CommandFailure(ExitCode.Refused, "NOT_RESERVED", $"{string.Join(' ', subnets)} is not reserved any more: 'actornet flannel prepare' does that"));

        var etcdLease = await sides.Store.GrantLeaseAsync(TimeToLive, cancellationToken);
        foreach (var entry in view.Ours.Where(entry => entry.Lease.Mark!.Node == nodeId).ToList())
        {
            var value = MirroredLease.ToClaim(sides.Pool, nodeId, entry.Lease.Address);
            if (!await sides.Store.TryPutAsync(entry.Name, value with { Mark = value.Mark! with { IsReturned = true } }, entry.ModRevision, etcdLease, cancellationToken))
                throw new CommandException(new CommandFailure(ExitCode.Refused, "CHANGED", $"flannel's key {entry.Name} has changed in the meantime; run the command again"));
        }

        session.Output.WriteLines([$"{string.Join(' ', subnets)} is flannel's again. Start flanneld on node {nodeId} within a day: it finds its subnet by its address."]);
        return ExitCode.Ok;
    }

    private static void RefuseHolder(MirrorView view, IReadOnlyList<FlannelEntry> entries)
    {
        var holder = view.OwnLeases.FirstOrDefault(held => held.Subnets.Any(subnet => entries.Any(entry => entry.Overlaps(subnet))));
        if (holder is not null)
        {
            throw new CommandException(new CommandFailure(
                ExitCode.Refused, "STILL_HELD", $"node {holder.Lease.NodeId} holds {string.Join(' ', holder.Lease.Subnets)} ({holder.Lease.State}): stop its agent, and release it with 'actornet lease release {holder.Lease.NodeId}'"));
        }
    }
}
