using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Tests.Fixtures;

/// <summary>Resources as a service would send them.</summary>
internal static class Samples
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static Lease Lease(string node, string subnet, long epoch = 1, LeaseState state = LeaseState.Active) => new()
    {
        Pool = "default",
        NodeId = node,
        Subnets = { subnet },
        Epoch = epoch,
        State = state,
        TimeToLive = Duration.FromTimeSpan(TimeSpan.FromHours(24)),
        Attributes = new NodeAttributes { PublicIpv4 = "192.0.2.7", BackendType = BackendType.HostGw, Labels = { ["rack"] = "7" } },
        CreateTime = (Now - new TimeSpan(0, 3, 12)).ToTimestamp(),
        Revision = 40 + epoch,
        Shard = 3,
    };

    public static Pool Pool(string name, params string[] cidrs) => new()
    {
        Name = name,
        Cidrs = { cidrs },
        Ipv4PrefixLength = 24,
        TimeToLive = Duration.FromTimeSpan(TimeSpan.FromHours(24)),
        Quarantine = Duration.FromTimeSpan(TimeSpan.FromHours(1)),
        ShardCount = 16,
        Reclaim = ReclaimPolicy.Auto,
        Generation = 1,
        CreateTime = (Now - TimeSpan.FromDays(2)).ToTimestamp(),
        Revision = 9,
        Usage = new PoolUsage { Ipv4 = new FamilyUsage { Total = 256, Held = 3, Quarantined = 1 }, Leases = 3 },
    };

    public static WatchLeasesResponse Snapshot(
        long revision, SnapshotReason reason, Lease[] leases, bool first = true, bool last = true) => new()
        {
            Revision = revision,
            Snapshot = new LeaseSnapshot { Leases = { leases }, First = first, Last = last, Reason = reason },
        };

    public static WatchLeasesResponse Event(long revision, LeaseEventType type, Lease lease) => new()
    {
        Revision = revision,
        Events = new LeaseEvents { Events = { new LeaseEvent { Type = type, Lease = lease } } },
    };

    public static WatchLeasesResponse Progress(long revision) => new() { Revision = revision, Progress = new WatchProgress() };
}
