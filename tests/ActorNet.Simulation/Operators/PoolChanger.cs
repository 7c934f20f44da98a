using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Timing;
using ActorNet.Simulation.Agents;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Faults;
using ActorNet.Simulation.Owners;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Operators;

/// <summary>Operators who change pools, delete them, with and without sending their nodes away first, and make them again; when the world is healed they leave all of them open.</summary>
internal sealed class PoolChanger(World world)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private const int MostAttempts = 25;

    private readonly List<PoolSpec> seen = [];
    private readonly HashSet<PoolName> emptied = [];

    public void Start()
    {
        if (world.Mix.PoolsChange)
        {
            new FaultSource(world, Fault.PoolChange, 2.5, Change).Start();
            new FaultSource(world, Fault.PoolDelete, 0.7, Delete).Start();
            Tend();
        }
    }

    /// <summary>Changes something, by the pool as it is or, now and then, as it was.</summary>
    private void Change(Chance chance)
    {
        var present = world.Ledger.Pools.ToList();
        if (present.Count == 0)
        {
            return;
        }

        seen.AddRange(present);
        var pool = chance.Happens(0.1) ? chance.Pick(seen) : chance.Pick(present);
        var changed = Changed(pool, chance);
        var headroom = world.Chances.Of("headroom changes", $"{world.Now.Ticks}");
        world.Owners.Ask(new ChangePool(world.Mix.HasHeadroom && headroom.Happens(0.3) ? pool with { Headroom = Mix.DrawHeadroom(headroom) } : changed));
    }

    private PoolSpec Changed(PoolSpec pool, Chance chance) => chance.Below(10) switch
    {
        < 4 => pool with { Timing = pool.Timing with { TimeToLive = DrawTimeToLive(chance) } },
        4 => pool with { Timing = pool.Timing with { Quarantine = world.Mix.TimeToLive * (chance.Below(4) * 0.5) } },
        5 => pool with { Reclaim = pool.Reclaim == ReclaimPolicy.Auto && chance.Happens(0.3) ? ReclaimPolicy.Manual : ReclaimPolicy.Auto },
        6 when chance.Happens(0.5) && Surplus(pool) is [var cidr, ..] => Shrunk(pool, cidr),
        6 => Grown(pool, chance),
        7 when chance.Happens(0.4) => pool with { Families = [.. pool.Families.Select(family => WithLengths(family, chance))] },
        _ => pool with { IsCordoned = !pool.IsCordoned },
    };

    /// <summary>Shorter or longer than at first, and often as short as may be.</summary>
    private TimeSpan DrawTimeToLive(Chance chance)
    {
        var drawn = world.Mix.TimeToLive * (chance.Below(4) switch { 0 => 0.5, 1 => 1, 2 => 1.5, _ => 3 });
        return drawn > LeaseTiming.MinTimeToLive ? drawn : LeaseTiming.MinTimeToLive;
    }

    private static FamilySpec WithLengths(FamilySpec family, Chance chance) => family.Family == AddressFamily.InterNetwork
        ? family with { PrefixLength = chance.Between(28, 30), Shortest = 28, Longest = 30 }
        : family;

    /// <summary>A CIDR becomes twice as large, or there is one more.</summary>
    private static PoolSpec Grown(PoolSpec pool, Chance chance)
    {
        var family = pool.Families[0];
        var first = family.Cidrs[0];
        var cidrs = chance.Happens(0.5) && first.Length > 26 && first == first.Parent.Left
            ? family.Cidrs.SetItem(0, first.Parent)
            : family.Cidrs.AddRange(Enumerable.Range(1, 2).Select(number => Prefix.Create(Next(first, number), 29)).Except(family.Cidrs).Take(1));
        return pool with { Families = pool.Families.SetItem(0, family with { Cidrs = [.. cidrs.Order()] }) };
    }

    /// <summary>What the pool has got since it was made.</summary>
    private ImmutableArray<Prefix> Surplus(PoolSpec pool) =>
        [.. SpaceDifference.Of(pool.Cidrs, [.. world.Mix.Pools.Where(made => made.Name == pool.Name).SelectMany(made => made.Cidrs)])];

    /// <summary>Some see to it that the space is empty first, and come again.</summary>
    private PoolSpec Shrunk(PoolSpec pool, Prefix cidr)
    {
        world.Owners.Ask(new CreateReservation(pool.Name, new ReservationName($"leaves-{pool.Version}"), cidr, Node: null, string.Empty) { Drains = true });
        world.Queue.Put(world.Now + LookAgain, process: null, () => Shrink(pool.Name, cidr, MostAttempts));
        return Without(pool, cidr);
    }

    private void Shrink(PoolName name, Prefix cidr, int attempts)
    {
        if (attempts > 0 && world.HealedAt is null && world.Ledger.PoolNamed(name) is { } pool && pool.Cidrs.Any(other => other.Contains(cidr)))
        {
            world.Owners.Ask(new ChangePool(Without(pool, cidr)));
            world.Queue.Put(world.Now + LookAgain, process: null, () => Shrink(name, cidr, attempts - 1));
        }
    }

    private static PoolSpec Without(PoolSpec pool, Prefix cidr) => pool with
    {
        Families = [.. pool.Families.Select(family => family with { Cidrs = [.. SpaceDifference.Of(family.Cidrs, [cidr])] })],
    };

    private static IPAddress Next(Prefix first, int number)
    {
        var bytes = first.Address.GetAddressBytes();
        bytes[2] += (byte)(number * 16);
        return new IPAddress(bytes);
    }

    /// <summary>Some try; others see to it that no node holds a lease.</summary>
    private void Delete(Chance chance)
    {
        var pool = chance.Pick(world.Mix.Pools).Name;
        var empty = chance.Happens(0.7);
        if (empty && emptied.Add(pool))
        {
            foreach (var machine in MachinesOf(pool))
            {
                machine.KeepOff(this);
            }
        }

        Insist(pool, empty ? MostAttempts : 1);
    }

    private void Insist(PoolName name, int attempts)
    {
        if (world.Ledger.PoolNamed(name) is { } pool && attempts > 0 && world.HealedAt is null)
        {
            world.Owners.Ask(new DeletePool(name, pool.Generation));
            world.Queue.Put(world.Now + LookAgain, process: null, () => Insist(name, attempts - 1));
        }
    }

    /// <summary>Nobody is let on again before all that was vouched for has ended: what comes late must not end what began after it.</summary>
    private void Empty(PoolSpec pool, bool letOn)
    {
        var held = world.Ledger.Records.Where(record => record.Shard.Pool == pool.Name && record.IsHeld).ToList();
        foreach (var record in held)
        {
            SayThatItIsDown(pool, record.Node, record.Epoch);
        }

        if (held.Count > 0 || !letOn)
        {
            return;
        }

        emptied.Remove(pool.Name);
        foreach (var machine in MachinesOf(pool.Name))
        {
            machine.LetOn(this);
            machine.PowerOn();
        }
    }

    private void SayThatItIsDown(PoolSpec pool, NodeId node, Epoch epoch)
    {
        if (MachinesOf(pool.Name).Any(machine => machine.Node == node && !machine.IsKeptOff))
        {
            return; // Nobody may vouch for that.
        }

        var command = new ReleaseLease(node, epoch) { NodeIsDown = true, RequestId = $"emptying {pool.Name} {node} {world.Now.Ticks}" };
        world.Rules.OnSent(from: null, command);
        world.Owners.Send(pool, new Request(command, pool.Name, "operator of pools", world.Now, static _ => { }, Receiver: null));
    }

    /// <summary>Makes again what is gone, lets the nodes of what was emptied come back, and in the end opens what is cordoned.</summary>
    private void Tend()
    {
        var chance = world.Chances.Of("tending", $"{world.Now.Ticks}");
        foreach (var pool in world.Mix.Pools)
        {
            var present = world.Ledger.PoolNamed(pool.Name);
            if (present is null && world.Ledger.GenerationOf(pool.Name) > 0 && (world.HealedAt is not null || chance.Happens(0.2)))
            {
                world.Owners.Create(pool);
            }

            if (present is not null && emptied.Contains(pool.Name))
            {
                Empty(present, letOn: world.HealedAt is not null || chance.Happens(0.1));
            }

            if (present is { IsCordoned: true } && world.HealedAt is not null)
            {
                world.Owners.Ask(new ChangePool(present with { IsCordoned = false }));
            }
        }

        world.Queue.Put(world.Now + LookAgain, process: null, Tend);
    }

    private ImmutableArray<Machine> MachinesOf(PoolName pool) => [.. world.Machines.All.Where(machine => machine.Pool.Name == pool)];
}
