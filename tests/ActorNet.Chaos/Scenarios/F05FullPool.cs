using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>flannel's bug: a node that was cut off for longer than its lease lives takes the subnet back from its new owner, silently.</summary>
internal sealed class F05FullPool : Scenario
{
    public override string Id => "F-05";

    public override string Promise => "A node that was cut off while the pool was full, and whose subnet was given to another node, neither takes it back nor uses it when it is heard again.";

    public override async Task RunAsync(Session session, Random random)
    {
        await using var pool = await FullPool.FillAsync(session, "full", octet: 246);
        var epoch = pool.Victim.State!.Epoch;
        await session.Faults.DuringAsync(Cuts.FromCoordinators(session.Lab, pool.Victim), pool.ReassignedAsync);
        await Task.Delay(Pools.TimeToLive);

        await pool.KeptAsync();
        Require(pool.Victim.State?.Epoch != epoch || !pool.Believes(pool.Victim.State), $"{pool.Victim.Name} believes in epoch {epoch} again: {pool.Victim.Agent.Log}");
    }
}
