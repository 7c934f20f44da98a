using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Running;

namespace ActorNet.Chaos.Scenarios;

/// <summary>The disk of etcd's leader stands still, is slow, fails, and is full.</summary>
internal sealed class F09Disks : Scenario
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SlowSync = TimeSpan.FromMilliseconds(200);

    public override string Id => "F-09";

    public override string Promise => "Whatever the disk of etcd's leader does, what was acknowledged stays.";

    public override async Task RunAsync(Session session, Random random)
    {
        var lab = session.Lab;
        await session.Faults.DuringAsync(BadSync.Slow(await lab.Etcd.FindLeaderAsync(), SlowSync), Long);
        await session.Faults.DuringAsync(BadSync.Failing(await lab.Etcd.FindLeaderAsync()), TimeSpan.FromSeconds(3));
        if (lab.Disks.Count == 0)
        {
            return;
        }

        await DuringOnDiskAsync(session, (disk, target) => new FrozenDisk(disk, target));
        await DuringOnDiskAsync(session, (disk, target) => new FullDisk(disk, target));
    }

    private static async Task DuringOnDiskAsync(Session session, Func<Lab.LoopDisk, string, Fault> fault)
    {
        var leader = await session.Lab.Etcd.FindLeaderAsync();
        var index = session.Lab.Etcd.Members.ToList().IndexOf(leader);
        await session.Faults.DuringAsync(fault(session.Lab.Disks[index], leader.Url), Long);
    }
}
