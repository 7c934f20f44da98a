using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>Owners stand still (SIGSTOP) for half, twice and four times as long as a lease lives.</summary>
internal sealed class F02Pauses : Scenario
{
    private static readonly double[] TimesToLive = [0.5, 2, 4];

    public override string Id => "F-02";

    public override string Promise => "An owner that stood still for any time does nothing as an owner when it goes on.";

    public override async Task RunAsync(Session session, Random random)
    {
        foreach (var share in TimesToLive)
        {
            var singleton = await session.Lab.FindPoolCoordinatorAsync();
            await session.Faults.DuringAsync(new Pause("the pool coordinator's replica", singleton.Program), Pools.TimeToLive * share);
            var owner = random.Pick(session.Lab.Coordinators.Where(coordinator => coordinator != singleton));
            await session.Faults.DuringAsync(
                [new Pause("an owner of shards", owner.Program), new PauseAgent(random.Pick(session.Lab.Residents))],
                () => Task.Delay(Pools.TimeToLive * share));
        }
    }
}
