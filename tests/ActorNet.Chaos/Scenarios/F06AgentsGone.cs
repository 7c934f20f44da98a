using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>An agent is dead, or stands still, for longer than its lease lives, while the pool is full; then it comes back.</summary>
internal sealed class F06AgentsGone : Scenario
{
    public override string Id => "F-06";

    public override string Promise => "An agent that was dead, or stood still, for longer than its lease lives does not believe in it when it comes back, and its subnet stays with its new owner.";

    public override async Task RunAsync(Session session, Random random)
    {
        await using (var pool = await FullPool.FillAsync(session, "dead", octet: 247))
        {
            await PlayAsync(session, pool, new Kill("an agent for longer than T", pool.Victim.Agent));
        }

        await using (var pool = await FullPool.FillAsync(session, "still", octet: 248))
        {
            await PlayAsync(session, pool, new PauseAgent(pool.Victim));
        }
    }

    private async Task PlayAsync(Session session, FullPool pool, Fault fault)
    {
        var epoch = pool.Victim.State!.Epoch;
        await session.Faults.DuringAsync(fault, pool.ReassignedAsync);
        await Task.Delay(Pools.TimeToLive);

        await pool.KeptAsync();
        Require(pool.Victim.State?.Epoch != epoch || !pool.Believes(pool.Victim.State), $"{pool.Victim.Name} believes in epoch {epoch} again: {pool.Victim.Agent.Log}");
    }
}
