using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Observation;
using ActorNet.Chaos.Running;
using ActorNet.Testing;

namespace ActorNet.Chaos.Scenarios;

/// <summary>Wires lose, delay, repeat and reorder.</summary>
internal sealed class F14Wires : Scenario
{
    private const int LostOfHundred = 20;
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(8);
    private static readonly CableManners Late = new(Delay: TimeSpan.FromMilliseconds(200), Jitter: TimeSpan.FromMilliseconds(100));
    private static readonly CableManners Repeating = new(Repeated: 0.3);
    private static readonly CableManners Reordering = new(Delay: TimeSpan.FromMilliseconds(50), Jitter: TimeSpan.FromMilliseconds(50), Hurried: 0.3);

    public override string Id => "F-14";

    public override string Promise => "Frames may be lost, late, doubled and out of order: answers count for the question that they answer, and nothing else changes.";

    public override async Task RunAsync(Session session, Random random)
    {
        var lab = session.Lab;
        var node = random.Pick(lab.Residents);
        await session.Faults.DuringAsync(new LossyWire(lab.Network, ObservedNode.PartyOf(node), node.Number, LostOfHundred), Lasting);
        foreach (var coordinator in lab.Coordinators.Take(2))
        {
            await session.Faults.DuringAsync(new LossyWire(lab.Network, coordinator.Name, coordinator.Number, LostOfHundred), Lasting);
        }

        foreach (var (number, cable) in lab.Cables)
        {
            await session.Faults.DuringAsync(new BadCable("delay", NameOf(number), cable, Late), Lasting);
            await session.Faults.DuringAsync(new BadCable("repeated frames", NameOf(number), cable, Repeating), Lasting);
            await session.Faults.DuringAsync(new BadCable("reordered frames", NameOf(number), cable, Reordering), Lasting);
        }
    }

    private static string NameOf(int number) => number < HostNumbers.FirstEtcd ? $"host-{number}" : $"the wire of host {number}";
}
