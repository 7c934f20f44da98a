using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Observation;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>Three faults at a time, which a seed draws.</summary>
internal sealed class F16Swarm(int rounds) : Scenario
{
    private const int AtATime = 3;
    private const int LostOfHundred = 20;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(8);

    public override string Id => "F-16";

    public override string Promise => "Whatever goes wrong at the same time, no lease is lost or held twice.";

    public override async Task RunAsync(Session session, Random random)
    {
        for (var round = 0; round < rounds; round++)
        {
            var faults = Draw(session.Lab, random).OrderBy(_ => random.Next()).DistinctBy(fault => fault.Target).Take(AtATime).ToList();
            var lasting = Shortest + (Spread * random.NextDouble());
            await session.Faults.DuringAsync(faults, () => Task.Delay(lasting));
        }
    }

    /// <summary>One of each kind, with targets of its own.</summary>
    private static IEnumerable<Fault> Draw(ChaosLab lab, Random random)
    {
        var (coordinator, other) = (random.Pick(lab.Coordinators), random.Pick(lab.Coordinators));
        var (member, node) = (random.Pick(lab.Etcd.Members), random.Pick(lab.Residents));
        var (killed, paused) = (random.Pick(lab.CalmNodes), random.Pick(lab.Residents.Where(resident => resident != node)));
        yield return new Kill("an owner of shards", coordinator.Program);
        yield return new Pause("an owner of shards", other.Program);
        yield return new Kill("an etcd member", member.Program);
        yield return Cuts.FromMembers(lab, random.Pick(lab.Etcd.Members));
        yield return Cuts.FromOthers(lab, random.Pick(lab.Coordinators));
        yield return Cuts.UnheardByOthers(lab, random.Pick(lab.Coordinators));
        yield return Cuts.FromEtcd(lab, random.Pick(lab.Coordinators));
        yield return Cuts.FromCoordinators(lab, node);
        yield return new Kill("an agent", killed.Agent);
        yield return new PauseAgent(paused);
        yield return new LossyWire(lab.Network, $"the wire of host {other.Number}", other.Number, LostOfHundred);
        yield return new BadCable("delay", ObservedNode.PartyOf(lab.Residents[0]), lab.Cables[HostNumbers.FirstNode], new(Delay: TimeSpan.FromMilliseconds(150)));
    }
}
