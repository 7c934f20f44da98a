using ActorNet.Addressing;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>What is to be reserved.</summary>
internal static class PreparePlan
{
    public static IReadOnlyList<PrepareStep> Make(MirrorView view)
    {
        var steps = new List<PrepareStep>();
        var holders = new HashSet<string>(view.Reservations.Select(reservation => reservation.Reservation.NodeId), StringComparer.Ordinal);
        foreach (var entry in view.Flannels.OrderByDescending(entry => entry.ModRevision))
        {
            var inPool = entry.Subnets.Where(view.IsInPool).ToList();
            var holder = FlannelNames.Holder(entry.Lease.Address!);
            var isPinned = inPool.TrueForAll(subnet => view.FindLengthProblem(subnet) is null) && holders.Add(holder);
            foreach (var subnet in inPool.Where(subnet => view.FindReservation(subnet) is null))
                steps.Add(new PrepareStep(subnet, isPinned ? holder : "", $"the flanneld at {entry.Lease.Address} has it", FindHolder(view, subnet)));
        }

        foreach (var range in view.Range)
        {
            var kept = view.Reservations.Select(reservation => reservation.Range).Concat(view.Ours.SelectMany(entry => entry.Subnets)).Concat(steps.Select(step => step.Range)).ToList();
            steps.AddRange(PrefixSets.Subtract(range, kept).Select(part => new PrepareStep(part, "", "flanneld may pick from it", FindHolder(view, part))));
        }

        var pins = view.Reservations.Where(reservation => reservation.OwnNode is not null && view.IsInRange(reservation.Range) && !view.Ours.Any(entry => entry.Overlaps(reservation.Range)));
        steps.AddRange(pins.Select(pin => new PrepareStep(
            pin.Range, pin.OwnNode!, "", $"reservation {pin.Reservation.Name} pins it to node {pin.OwnNode}: delete that, and pin it with 'actornet flannel move' when the node moves")));
        return [.. steps.OrderBy(step => step.Range)];
    }

    private static string? FindHolder(MirrorView view, Prefix range) =>
        view.OwnLeases.FirstOrDefault(held => held.Subnets.Any(subnet => subnet.Overlaps(range))) is { } holder
            ? $"node {holder.Lease.NodeId} holds {string.Join(' ', holder.Subnets)}: release it first, with 'actornet lease release {holder.Lease.NodeId}'"
            : null;
}
