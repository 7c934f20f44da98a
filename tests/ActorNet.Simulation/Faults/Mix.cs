using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Faults;

/// <summary>What one seed is made of: how large its world is, how long leases live, and how often what goes wrong. Some are calm, some are hell.</summary>
internal sealed class Mix
{
    private readonly double[] strengths = new double[Enum.GetValues<Fault>().Length];

    public Mix(ChanceSource chances, Plan plan)
    {
        var chance = chances.Of("mix");
        TimeToLive = chance.Below(100) switch
        {
            < 65 => TimeSpan.FromSeconds(chance.Between(5, 8)),
            < 94 => TimeSpan.FromSeconds(chance.Between(9, 20)),
            < 99 => TimeSpan.FromSeconds(chance.Between(30, 60)),
            _ => TimeSpan.FromSeconds(chance.Between(300, 600)),
        };
        Pools = [DrawPool(chance, "simulated", "10.0.0.0", "fd00::"), .. chance.Happens(0.15) ? [DrawPool(chance, "later", "10.9.0.0", "fd09::")] : Array.Empty<PoolSpec>()];
        Nodes = Math.Min(chance.Between(2, 9 / Pools.Length), plan.MostNodes);
        Replicas = chance.Between(1, 3);
        Watchers = chance.Between(0, 2);
        Chaos = Unit * chance.Between(3, 8);
        var temper = chance.Below(4) switch { 0 => 0.3, 1 or 2 => 1.0, _ => 2.5 };
        foreach (var fault in Enum.GetValues<Fault>())
        {
            var stream = chances.Of("strength", fault.ToString());
            var strength = stream.Happens(0.45) ? 0 : temper * (0.25 + (1.5 * stream.Fraction()));
            strengths[(int)fault] = plan.Without.Contains(fault) || (fault == Fault.Reserve && stream.Happens(0.4)) ? 0 : strength;
        }

        SeveralSubnets = chances.Of("subnets of a node").Happens(0.15);
        Drains = this[Fault.Reserve] > 0 && chances.Of("drains").Happens(0.6);
        Pools = [.. Pools.Select(pool => pool with { MoveWindow = TimeToLive * (chances.Of("move window", pool.Name.Value).Below(4) * 0.2) })];

        HasHeadroom = chances.Of("headroom").Happens(0.15);
        Pools = [.. Pools.Select(pool => HasHeadroom ? pool with { Headroom = DrawHeadroom(chances.Of("headroom", pool.Name.Value)) } : pool)];

        // In most worlds pools stay as they are: what holds there has to hold without them.
        if (!chances.Of("pools change").Happens(0.4))
        {
            strengths[(int)Fault.PoolChange] = strengths[(int)Fault.PoolDelete] = 0;
        }
    }

    /// <summary>The pools; only the first is there from the beginning.</summary>
    public ImmutableArray<PoolSpec> Pools { get; }

    public TimeSpan TimeToLive { get; }

    /// <summary>How many nodes want a subnet of each pool.</summary>
    public int Nodes { get; }

    public int Replicas { get; }

    public int Watchers { get; }

    /// <summary>How long it goes on.</summary>
    public TimeSpan Chaos { get; }

    /// <summary>What the time between two faults of a kind is measured in, and what pauses and cuts are.</summary>
    public TimeSpan Unit => TimeSpan.FromTicks(Math.Max(TimeToLive.Ticks, TimeSpan.FromSeconds(15).Ticks));

    /// <summary>Whether operators have nodes moved out of what they reserve.</summary>
    public bool Drains { get; }

    /// <summary>Whether pools keep something for nodes with certain labels.</summary>
    public bool HasHeadroom { get; }

    /// <summary>The labels that such nodes have.</summary>
    public static NodeSelector Favoured { get; } = NodeSelector.Of([KeyValuePair.Create("class", "favoured")]);

    /// <summary>Something is kept, or now and then nothing.</summary>
    public static Headroom DrawHeadroom(Chance chance) => chance.Below(4) is var subnets and > 0 ? new Headroom(subnets, Favoured) : Headroom.None;

    /// <summary>Whether nodes want more than one subnet, and give some back.</summary>
    public bool SeveralSubnets { get; }

    /// <summary>Whether pools change, or come and go.</summary>
    public bool PoolsChange => this[Fault.PoolChange] > 0 || this[Fault.PoolDelete] > 0;

    /// <summary>How strong a kind of trouble is: 0 is none, 1 is plenty.</summary>
    public double this[Fault fault] => strengths[(int)fault];

    private PoolSpec DrawPool(Chance chance, string name, string ipv4, string ipv6)
    {
        var hasLengths = chance.Happens(0.3);
        var isDual = chance.Happens(0.2);
        var cidr = $"{ipv4}/{chance.Between(26, 28)}";
        var settings = new PoolSettings
        {
            Name = new PoolName(name),
            Cidrs = [Prefix.Parse(cidr), .. isDual ? [Prefix.Parse($"{ipv6}/61")] : Array.Empty<Prefix>()],
            Ipv4 = hasLengths ? new SubnetSizing(29, 28, 30) : new SubnetSizing(30),
            Ipv6 = isDual ? new SubnetSizing(64) : default,
            ShardCount = chance.Between(1, 4),
            TimeToLive = TimeToLive,
            Quarantine = TimeToLive * (chance.Below(4) * 0.5),
            Reclaim = chance.Happens(0.08) ? ReclaimPolicy.Manual : ReclaimPolicy.Auto,
        };
        return settings.Resolve().Spec! with { Generation = 1 };
    }
}
