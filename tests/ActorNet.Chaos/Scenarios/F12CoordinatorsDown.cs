using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Running;
using ActorNet.Histories.Recording;

namespace ActorNet.Chaos.Scenarios;

/// <summary>All coordinators are away for minutes, etcd as well for a while, and agents are killed and stand still meanwhile.</summary>
internal sealed class F12CoordinatorsDown(TimeSpan lasting) : Scenario
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    public override string Id => "F-12";

    public override string Promise => "While every coordinator is away, and agents die and come back, no packet between containers is lost, and docker0 and the routes stay.";

    public override async Task RunAsync(Session session, Random random)
    {
        var lab = session.Lab;
        var before = await DocksAsync(lab);
        await session.Faults.DuringAsync(new Kill("all coordinators", [.. lab.Coordinators.Select(coordinator => coordinator.Program)]), () => WithoutAsync(session, random));
        var after = await DocksAsync(lab);
        Require(before.SequenceEqual(after), $"docker0 was {string.Join(", ", before)} and is {string.Join(", ", after)}");
    }

    private async Task WithoutAsync(Session session, Random random)
    {
        var begin = TimeProvider.System.GetTimestamp();
        foreach (var node in session.Lab.CalmNodes.OrderBy(_ => random.Next()).Take(2))
        {
            await HarmAsync(session, new Kill("an agent without coordinators", node.Agent));
            await HarmAsync(session, new PauseAgent(node));
        }

        var left = lasting - TimeProvider.System.GetElapsedTime(begin);
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    /// <summary>There is nobody who could serve, so there is no recovery to wait for.</summary>
    private static async Task HarmAsync(Session session, Fault fault)
    {
        session.History.Record(new FaultBegan(fault.Kind, fault.Target));
        await fault.InjectAsync();
        await Task.Delay(Moment);
        await fault.HealAsync();
        session.History.Record(new FaultEnded(fault.Kind, fault.Target));
    }

    private static async Task<IReadOnlyList<string?>> DocksAsync(ChaosLab lab) => await Task.WhenAll(lab.CalmNodes.Select(node => node.FindDocker0Async()));
}
