using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Tests;

/// <summary>Pools that can be made.</summary>
internal static class Specs
{
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(100);

    /// <summary>Time to live and grace: how long after an answer a lease may be reclaimed.</summary>
    public static readonly TimeSpan Reclaim = TimeToLive + TimeSpan.FromSeconds(5);

    public static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(30);

    public static PoolSettings Settings(params string[] cidrs) => new()
    {
        Name = new PoolName("pool"),
        Cidrs = [.. cidrs.Select(Prefix.Parse)],
        TimeToLive = TimeToLive,
        Quarantine = Quarantine,
    };

    public static PoolSpec Made(PoolSettings settings)
    {
        var (spec, problems) = settings.Resolve();
        Assert.Empty(problems);
        return spec! with { Generation = 1 };
    }
}
