using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Running;
using ActorNet.Histories.Following;

namespace ActorNet.Chaos.Scenarios;

/// <summary>Watchers that are slow, or leave again and again, while etcd forgets its history.</summary>
internal sealed class F10Watchers : Scenario
{
    private const int Reconnects = 200;
    private static readonly FollowerManners Slow = new(TimeSpan.FromMinutes(10), Slowness: TimeSpan.FromSeconds(1));
    private static readonly FollowerManners Restless = new(TimeSpan.FromMilliseconds(100));

    public override string Id => "F-10";

    public override string Promise => "Whoever watches, however slowly and however often anew, is shown each change once and in order, or is told that it begins anew.";

    public override async Task RunAsync(Session session, Random random)
    {
        var slow = session.Follow("slow", Slow);
        session.Followers.Add(slow);
        await session.Faults.DuringAsync(
            new ManyReconnects(() => session.Follow("restless", Restless), Reconnects),
            async () =>
            {
                await session.Faults.DuringAsync(new Compaction(session.Lab.Etcd), TimeSpan.FromSeconds(2));
                await session.Faults.DuringAsync(new Compaction(session.Lab.Etcd), TimeSpan.FromSeconds(2));
            });
        session.Followers.Remove(slow);
        await session.Faults.DuringAsync(new SlowWatcher(() => slow), TimeSpan.FromSeconds(5));
    }
}
