using ActorNet.Cli.Failures;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>Ends what was there for flannel's sake, when no flanneld is left: reservations of what it could give away, and our keys among its.</summary>
internal sealed class FinishRun(Session session, FlannelSides sides, string prefix)
{
    public async Task<ExitCode> RunAsync(Confirmation confirmation, CancellationToken cancellationToken)
    {
        var view = await sides.ReadAsync(cancellationToken);
        Check(view);
        var reservations = view.Reservations.Where(reserved => reserved.OwnNode is null && FlannelNames.IsReservation(reserved.Reservation.Name)).ToList();
        var keys = view.Flannel.Entries.Where(entry => entry.Lease.Mark?.Pool == sides.Pool).ToList();
        await confirmation.AskAsync(
            [$"No flanneld may be running, or starting, and no mirror.", $"{reservations.Count} reservations of pool {sides.Pool} end, and {keys.Count} keys below {prefix}/subnets/ are deleted. Pins of nodes stay."],
            "Leave flannel for good?",
            "nothing was changed",
            cancellationToken);

        // Read anew: whoever was asked may have taken a while.
        view = await sides.ReadAsync(cancellationToken);
        Check(view);
        foreach (var entry in view.Flannel.Entries.Where(entry => entry.Lease.Mark?.Pool == sides.Pool))
        {
            if (!await sides.Store.TryDeleteAsync(entry.Name, entry.ModRevision, cancellationToken))
                throw new CommandException(new CommandFailure(ExitCode.Refused, "CHANGED", $"flannel's key {entry.Name} has changed in the meantime: is a mirror running? Stop it, and run the command again"));
        }

        foreach (var lease in view.Leases.Where(lease => FlannelNames.IsHolder(lease.NodeId)))
            await sides.ReleaseAsync(lease, cancellationToken);
        foreach (var reserved in view.Reservations.Where(reserved => reserved.OwnNode is null && FlannelNames.IsReservation(reserved.Reservation.Name)))
            await sides.UnreserveAsync(reserved.Reservation, cancellationToken);

        session.Output.WriteLines([$"{reservations.Count} reservations have ended and {keys.Count} keys are deleted: pool {sides.Pool} is ActorNet's alone."]);
        return ExitCode.Ok;
    }

    private void Check(MirrorView view)
    {
        var problem = view.Flannels.FirstOrDefault() is { } entry
            ? $"the flanneld at {entry.Lease.Address} has {entry.Name}: move that node, or stop its flanneld and delete the key {prefix}/subnets/{entry.Name}"
            : view.Flannel.IsConfigured ? $"a flanneld that starts would find its configuration, and pick a subnet: delete the key {prefix}/config, so that none can"
            : view.Flannel.Malformed is [var malformed, ..] ? $"{malformed.Key} cannot be read: delete the key, if no flanneld has it"
            : null;
        if (problem is not null)
            throw new CommandException(new CommandFailure(ExitCode.Refused, "FLANNEL_IS_THERE", problem));
    }
}
