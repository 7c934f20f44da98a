using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>One of each of the faults that matter most, for every run of the tests.</summary>
internal sealed class ShortSet : Scenario
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    /// <summary>Longer than every time-out between the replicas, and than the time to live of what they have in etcd.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(9);

    public override string Id => "short";

    public override string Promise => "Whoever is killed, cut off or stands still, no lease is lost or held twice.";

    /// <summary>It, and what goes with it.</summary>
    public static IReadOnlyList<Scenario> All => [new ShortSet(), new F05FullPool(), new F12CoordinatorsDown(TimeSpan.FromSeconds(15)), new F16Swarm(rounds: 1)];

    public override async Task RunAsync(Session session, Random random)
    {
        var lab = session.Lab;
        await session.Faults.DuringAsync(new Kill("the pool coordinator's replica", (await lab.FindPoolCoordinatorAsync()).Program), Moment);
        await session.Faults.DuringAsync(new Pause("an owner of shards", random.Pick(lab.Coordinators).Program), Pools.TimeToLive * 2);
        await session.Faults.DuringAsync(Cuts.FromOthers(lab, await lab.FindPoolCoordinatorAsync()), Long);
        await session.Faults.DuringAsync(Cuts.UnheardByOthers(lab, await lab.FindPoolCoordinatorAsync()), Long);
        await session.Faults.DuringAsync(new Kill("etcd's leader", (await lab.Etcd.FindLeaderAsync()).Program), Moment);
    }
}
