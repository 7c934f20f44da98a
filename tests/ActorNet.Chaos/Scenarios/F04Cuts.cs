using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>The network between coordinators, and between them and etcd, fails in both directions and in one.</summary>
internal sealed class F04Cuts : Scenario
{
    /// <summary>Longer than every time-out between the replicas, and than the time to live of what they have in etcd.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(9);

    public override string Id => "F-04";

    public override string Promise => "Whatever is cut, in both directions, in one, or so that everybody sees a majority, no lease is lost or held twice, and all coordinators come back.";

    public override async Task RunAsync(Session session, Random random)
    {
        var lab = session.Lab;
        await session.Faults.DuringAsync(Cuts.FromOthers(lab, await lab.FindPoolCoordinatorAsync()), Long);
        await session.Faults.DuringAsync(Cuts.UnheardByOthers(lab, await lab.FindPoolCoordinatorAsync()), Long);
        await session.Faults.DuringAsync(Cuts.FromEtcd(lab, await lab.FindPoolCoordinatorAsync()), Long);
        await session.Faults.DuringAsync(Cuts.DeafToEtcd(lab, random.Pick(lab.Coordinators)), Long);
        await session.Faults.DuringAsync(Cuts.Ring(lab), Long);
        foreach (var member in lab.Etcd.Members)
        {
            await session.Faults.DuringAsync(Cuts.FromMembers(lab, member), TimeSpan.FromSeconds(4));
        }
    }
}
