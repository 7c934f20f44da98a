using ActorNet.Allocation.Leases;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Store;

namespace ActorNet.Simulation.Invariants;

/// <summary>I20: who says that a pool is full has asked everybody; nobody has had anything free all the time since the question came.</summary>
internal sealed class FullMeansFull(Ledger ledger) : Invariant("I20", ledger)
{
    public override void OnAnswer(IWriter writer, Request request, TimeSpan arrivedAt, LeaseReply reply)
    {
        if (reply is not PoolExhausted exhausted || Ledger.MapOf(request.Pool) is not { } map)
        {
            return;
        }

        // Where the headroom changes, nobody knows by which one the node was judged.
        var favoured = Ledger.PoolNamed(request.Pool) is { Version: 1 } pool && request.Command is AcquireLease acquire && pool.Headroom.IsFor(acquire.Labels);
        if (!exhausted.KeptFor.IsEmpty)
        {
            Require(!favoured, () => $"{writer.Name} refuses {request.Command.Node} because of what is kept for it", request.Command.Node.Value, writer.Name);
            return;
        }

        Require(exhausted.Lengths.Count > 0, () => $"{writer.Name} refuses {request.Command.Node} and says that nothing is missing", writer.Name);
        foreach (var (family, length) in exhausted.Lengths)
        {
            Require(
                !map.HasBeenIdle(family, length, arrivedAt, favoured),
                () => $"{writer.Name} tells {request.Command.Node} that there is no /{length}, and one has been free since before it asked",
                request.Command.Node.Value,
                writer.Name);
        }
    }
}
