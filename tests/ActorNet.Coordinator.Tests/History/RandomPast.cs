using ActorNet.Addressing;
using ActorNet.Allocation.Pools;

namespace ActorNet.Coordinator.Tests.History;

/// <summary>
/// A past that may have been: three pools, one of them with two families, whose nodes come, go, are revoked, stay silent and come back; subnets of
/// several lengths; pools that are gone and made anew; clocks that are wrong now and then.
/// </summary>
internal sealed class RandomPast
{
    private static readonly (string Name, string[] Cidrs)[] Pools =
        [("a", ["10.0.0.0/20"]), ("b", ["10.0.16.0/20", "fd00::/56"]), ("c", ["10.0.128.0/20"])];

    private readonly Random random;
    private readonly PastJournal journal = new();
    private readonly Dictionary<string, PoolSpec> specs = new(StringComparer.Ordinal);
    private readonly List<Lease> leases = [];
    private double minute;
    private long epoch;

    public RandomPast(int seed, int steps)
    {
        random = new Random(seed);
        foreach (var pool in Pools)
        {
            Create(pool.Name, pool.Cidrs);
        }

        for (var step = 0; step < steps; step++)
        {
            minute += random.NextDouble();
            Step();
        }
    }

    public PastJournal Journal => journal;

    /// <summary>Some time of it, or a little before or after.</summary>
    public DateTimeOffset SomeTime() => PastJournal.At((random.NextDouble() * (minute + 2)) - 1);

    /// <summary>Some prefix in or around what it is about.</summary>
    public Prefix SomePrefix()
    {
        var (_, cidrs) = Pools[random.Next(Pools.Length)];
        var cidr = Prefix.Parse(cidrs[random.Next(cidrs.Length)]);
        var width = cidr.Family == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128;
        return random.Next(8) == 0 ? cidr.Parent : Inside(cidr, random.Next(3) == 0 ? width : random.Next(cidr.Length, Math.Min(width, cidr.Length + 12)));
    }

    /// <summary>Everything ends and is forgotten by its shard.</summary>
    public void EndAll()
    {
        foreach (var lease in leases.ToList())
        {
            End(lease);
        }
    }

    private double Now => random.Next(20) == 0 ? minute - (random.NextDouble() * 3) : minute;

    private void Step()
    {
        var lease = leases.Count > 0 ? leases[random.Next(leases.Count)] : null;
        switch (random.Next(100))
        {
            case 0:
                var (name, cidrs) = Pools[random.Next(Pools.Length)];
                Create(name, cidrs);
                break;
            case < 45:
                Grant();
                break;
            case < 50 when lease is not null:
                journal.Updated(Now, lease.Pool, lease.Node, lease.Epoch);
                break;
            case < 58 when lease is { IsHeld: true, IsRevoked: false }:
                lease.IsRevoked = true;
                journal.Revoked(Now, lease.Pool, lease.Node, lease.Epoch, $"why-{epoch}");
                break;
            case < 70 when lease is { IsHeld: true }:
                lease.IsHeld = false;
                journal.Released(Now, lease.Pool, lease.Node, lease.Epoch, random.Next(2) == 0, $"because-{epoch}");
                break;
            case < 82 when lease is { IsHeld: true }:
                lease.IsHeld = false;
                journal.Expired(Now, lease.Pool, lease.Node, lease.Epoch);
                break;
            case >= 82 when lease is { IsHeld: false }:
                End(lease);
                break;
        }
    }

    private void Create(string name, string[] cidrs)
    {
        leases.RemoveAll(lease => lease.Pool.Name.Value == name);
        specs[name] = journal.Pool(Now, name, specs.TryGetValue(name, out var before) ? before.Generation + 1 : 1, cidrs);
    }

    private void Grant()
    {
        var pool = specs[Pools[random.Next(Pools.Length)].Name];
        var node = $"node-{random.Next(25)}";
        var current = leases.Find(lease => lease.Pool == pool && lease.Node == node);
        var subnets = current is not null && random.Next(3) > 0
            ? current.Subnets
            : pool.Families.Select(family => Inside(family.Cidrs[0], family.Cidrs[0].Length + random.Next(3, 6))).ToArray();
        var others = leases.FindAll(lease => lease != current && lease.Subnets.Any(taken => subnets.Any(taken.Overlaps)));
        if (others.Exists(lease => lease.IsHeld))
        {
            return;
        }

        others.ForEach(End);
        leases.RemoveAll(lease => lease == current);
        leases.Add(new Lease(pool, node, ++epoch, subnets));
        journal.Granted(Now, pool, node, epoch, [.. subnets.Select(subnet => subnet.ToString())]);
    }

    private void End(Lease lease)
    {
        if (lease.IsHeld)
        {
            journal.Expired(minute, lease.Pool, lease.Node, lease.Epoch);
        }

        leases.Remove(lease);
        journal.QuarantineEnded(Now, lease.Pool, lease.Node, lease.Epoch);
    }

    private Prefix Inside(Prefix cidr, int length)
    {
        var bits = length - cidr.Length;
        return cidr.Subprefix(bits < 63 ? (UInt128)random.NextInt64(1L << bits) : (UInt128)random.NextInt64() << Math.Max(0, bits - 63), length);
    }

    private sealed record Lease(PoolSpec Pool, string Node, long Epoch, Prefix[] Subnets)
    {
        public bool IsHeld { get; set; } = true;

        public bool IsRevoked { get; set; }

        public bool Equals(Lease? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => Epoch.GetHashCode();
    }
}
