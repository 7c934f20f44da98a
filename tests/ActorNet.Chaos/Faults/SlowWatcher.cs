using ActorNet.Histories.Following;

namespace ActorNet.Chaos.Faults;

/// <summary>A watcher that takes its time with every message.</summary>
internal sealed class SlowWatcher(Func<Follower> start) : Fault("slow watcher", "a follower")
{
    private Follower? follower;

    public override Task InjectAsync()
    {
        follower = start();
        return Task.CompletedTask;
    }

    public override Task HealAsync() => follower!.LeaveAsync();
}
