using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Chaos.Lab;

/// <summary>The pools of a lab.</summary>
internal static class Pools
{
    /// <summary>The pool of those that come, go, lapse and come back.</summary>
    public const string Default = "";

    /// <summary>The pool of those whose packets are counted: no outage of the control plane is longer than their leases live.</summary>
    public const string Calm = "calm";

    /// <summary>T of the default pool where nothing else is said.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(6);

    /// <summary>g: for how much longer than T the owner waits (safety.md).</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(5);

    /// <summary>The coordinators' options of the default pool: 1,024 subnets.</summary>
    public static IReadOnlyList<string> DefaultOptions(TimeSpan timeToLive) =>
    [
        "--pool-cidrs", "10.244.0.0/16", "--pool-ipv4-prefix-length", "26",
        "--pool-time-to-live", $"{timeToLive.TotalSeconds}s", "--pool-quarantine", $"{Quarantine.TotalSeconds}s",
    ];

    public static Pool CalmPool => new()
    {
        Name = Calm, Cidrs = { "10.245.0.0/16" }, Ipv4PrefixLength = 24, TimeToLive = TimeSpan.FromHours(24).ToDuration(), Quarantine = Quarantine.ToDuration(),
    };

    /// <summary>A pool that a few nodes fill to the last subnet, and in which a freed subnet is free at once.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cidr">Its address space.</param>
    /// <param name="length">The prefix length of a subnet.</param>
    public static Pool Small(string name, string cidr, int length) => new()
    {
        Name = name, Cidrs = { cidr }, Ipv4PrefixLength = length, TimeToLive = TimeToLive.ToDuration(), Quarantine = TimeSpan.Zero.ToDuration(), ShardCount = 2,
    };
}
