using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Pausing;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>An owner stands still at the moments at which it matters most, for twice as long as a lease lives, while others take over.</summary>
internal sealed class F03NamedPoints : Scenario
{
    public override string Id => "F-03";

    public override string Promise => "Wherever an owner is stopped between question, transaction, answer and fence, nobody is told what is not so.";

    public override async Task RunAsync(Session session, Random random)
    {
        foreach (var point in new[] { PausePoint.BeforeTransaction, PausePoint.AfterTransaction, PausePoint.BeforeAnswer, PausePoint.AfterAnswer })
        {
            var owner = random.Pick(session.Lab.Coordinators);
            await session.Faults.DuringAsync(new StopAtPoint(owner, point), Pools.TimeToLive * 2);
        }

        foreach (var point in new[] { PausePoint.BeforeFence, PausePoint.AfterFence })
        {
            await StopAtFenceAsync(session, point, random);
        }
    }

    /// <summary>A shard is activated by whoever takes it over: so its owner is killed, and comes back while its successor stands still.</summary>
    private static async Task StopAtFenceAsync(Session session, PausePoint point, Random random)
    {
        var successor = random.Pick(session.Lab.Coordinators);
        var owner = random.Pick(session.Lab.Coordinators.Where(coordinator => coordinator != successor));
        var crash = new Kill("an owner of shards", owner.Program);
        await session.Faults.DuringAsync(
            [crash, new StopAtPoint(successor, point)],
            () => Task.Delay(Pools.TimeToLive * 2));
    }
}
