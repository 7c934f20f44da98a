using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>etcd's leader is killed, stands still, and is cut off.</summary>
internal sealed class F08EtcdLeader : Scenario
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

    public override string Id => "F-08";

    public override string Promise => "While etcd changes its leader nobody is told what is not committed, and no lease ends.";

    public override async Task RunAsync(Session session, Random random)
    {
        var etcd = session.Lab.Etcd;
        for (var round = 0; round < 2; round++)
        {
            await session.Faults.DuringAsync(new Kill("etcd's leader", (await etcd.FindLeaderAsync()).Program), Long);
            await session.Faults.DuringAsync(new Pause("etcd's leader", (await etcd.FindLeaderAsync()).Program), Long);
            await session.Faults.DuringAsync(Cuts.FromMembers(session.Lab, await etcd.FindLeaderAsync()), Long);
        }
    }
}
