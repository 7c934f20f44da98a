using ActorNet.Histories.Following;

namespace ActorNet.Chaos.Faults;

/// <summary>A watcher that leaves again and again, until it has been away and back a number of times.</summary>
internal sealed class ManyReconnects(Func<Follower> start, int times) : Fault("watcher that reconnects", $"{times} times")
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private Follower? follower;

    public override Task InjectAsync()
    {
        follower = start();
        return Testing.Eventually.HoldsAsync($"{times} streams", () => Task.FromResult(follower.Streams >= times), Patience, () => $"It is {follower.Streams}.");
    }

    public override Task HealAsync() => follower!.LeaveAsync();
}
