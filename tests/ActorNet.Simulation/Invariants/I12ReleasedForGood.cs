using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Shards;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I12, rule 7: a release ends the epoch that it names, which nobody holds; who sends it has erased it; who has burnt an epoch never believes in it again; who was not told to gives nothing up.</summary>
internal sealed class I12ReleasedForGood(Ledger ledger) : Invariant("I12", ledger)
{
    public override void OnSent(Machine? from, LeaseCommand command)
    {
        Require(
            from is null || command is not AcquireLease acquire || from.Disk.Durable.Burnt.Value >= acquire.BurntEpoch.Value,
            () => $"{from} tells that an epoch is burnt before that is on its disk",
            from?.Name ?? string.Empty);
        if (from is not null && command is AcquireLease telling)
        {
            CheckGivenUp(from, telling);
        }

        if (from is not null && command is ReleaseLease { Instance: not null } release)
        {
            var saved = from.Disk.Durable;
            Require(
                saved.Burnt.Value >= release.Epoch.Value && saved.Lease is null && !from.Holds(Ledger.Now),
                () => $"{from} releases epoch {release.Epoch} before its disk and its kernel have forgotten it",
                from.Name);
        }
    }

    /// <summary>Who says that it has given up a part of its lease has erased it, and its kernel does not let it through.</summary>
    private void CheckGivenUp(Machine from, AcquireLease acquire)
    {
        foreach (var subnet in acquire.GivenUp)
        {
            Require(
                from.HasGivenUp(acquire.GivenUpEpoch, subnet) && !(from.Holds(Ledger.Now) && from.Hold!.Epoch <= acquire.GivenUpEpoch && from.Hold.Subnets.Contains(subnet)),
                () => $"{from} says that it has given up {subnet} of epoch {acquire.GivenUpEpoch} before its disk and its kernel have forgotten it",
                from.Name);
        }
    }

    public override void OnAnswer(IWriter writer, Request request, TimeSpan arrivedAt, LeaseReply reply)
    {
        Epoch? confirmed = reply switch { LeaseGrant grant => grant.Lease.Epoch, LeaseRenewal renewal => renewal.Epoch, _ => null };
        Require(
            confirmed is not { } epoch || Ledger.EndedAt(request.Command.Node, epoch) is not { } at || at > arrivedAt,
            () => $"{writer.Name} says that epoch {confirmed} of {request.Command.Node} lives, which had ended before it was asked",
            request.Command.Node.Value,
            writer.Name);
    }

    public override void OnHold(Machine machine, Hold hold)
    {
        Require(hold.Epoch > machine.Burnt, () => $"{machine} believes in epoch {hold.Epoch}, and has burnt {machine.Burnt}", machine.Name);
        foreach (var subnet in hold.Subnets)
        {
            Require(!machine.HasGivenUp(hold.Epoch, subnet), () => $"{machine} believes in {subnet} with epoch {hold.Epoch}, and has given it up", machine.Name);
        }
    }

    public override void OnGivenUp(Machine machine, Epoch epoch) =>
        Require(machine.IsDenied(epoch), () => $"{machine} gives epoch {epoch} up, and nobody has said that it is not its own", machine.Name);

    public override void OnShardEvent(IWriter writer, ShardKey shard, ShardEvent change)
    {
        if (change is not LeaseReleased released)
        {
            return;
        }

        Require(
            Ledger.Command(released.RequestId) is ReleaseLease release && release.Node == released.Node && release.Epoch == released.Epoch,
            () => $"epoch {released.Epoch} of {released.Node} ends by a release that does not name it",
            released.Node.Value,
            writer.Name);
        var record = Ledger.Find(shard.Pool, released.Node);
        foreach (var machine in Ledger.Machines)
        {
            Require(
                !(machine.Node == released.Node && machine.Holds(Ledger.Now) && (machine.Hold!.Epoch == released.Epoch || record?.Believable.Contains(machine.Hold.Epoch) == true)),
                () => $"epoch {released.Epoch} of {released.Node} is released while {machine} holds it",
                machine.Name,
                writer.Name);
        }
    }
}
