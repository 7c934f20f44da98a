using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>Whoever is killed, and whoever is upgraded.</summary>
internal sealed class F01Crashes : Scenario
{
    private const int AgentCrashes = 10;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    public override string Id => "F-01";

    public override string Promise => "Whoever is killed with -9, alone or all at once, no acknowledged lease is lost or changed, and no packet between containers is lost.";

    public override async Task RunAsync(Session session, Random random)
    {
        var lab = session.Lab;
        for (var round = 0; round < 2; round++)
        {
            var singleton = await lab.FindPoolCoordinatorAsync();
            await session.Faults.DuringAsync(new Kill("the pool coordinator's replica", singleton.Program), Short);
            var owner = random.Pick(lab.Coordinators.Where(coordinator => coordinator != singleton));
            await session.Faults.DuringAsync(new Kill("an owner of shards", owner.Program), Short);
            await session.Faults.DuringAsync(new Kill("an etcd member", random.Pick(lab.Etcd.Members).Program), Short);
        }

        for (var crash = 0; crash < AgentCrashes; crash++)
        {
            await session.Faults.DuringAsync(new Kill("an agent", random.Pick(lab.Residents.Concat(lab.CalmNodes)).Agent), Moment);
        }

        await session.Faults.DuringAsync(new Kill("all etcd members", [.. lab.Etcd.Members.Select(member => member.Program)]), Moment);
        await session.Faults.DuringAsync(new Kill("everything", lab.Everything), Moment);
        await session.Faults.DuringAsync(new RollingRestart(lab.Coordinators, () => session.Faults.RecoverAsync("a restart within a rolling one")), TimeSpan.Zero);
    }
}
