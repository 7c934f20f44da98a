using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Messages;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Faults;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Operators;

/// <summary>
/// Operators reserve ranges of all kinds, held or not, and end reservations again; in some worlds they have nodes moved out of the way, and think better of it. They ask a few times whatever they hear, so that a reservation
/// can be made anew after it was ended, as a client does that has lost an answer.
/// </summary>
internal sealed class Reserver(World world)
{
    private const int MostInPool = 3;
    private const int MostAttempts = 3;
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    private readonly Chance settling = world.Chances.Of("reserver", "settles");
    private readonly Chance draining = world.Chances.Of("reserver", "drains");
    private int made;

    public void Start() => new FaultSource(world, Fault.Reserve, 1.5, Strike).Start();

    /// <summary>Nothing goes wrong any more: some operators clean up, some leave all as it is.</summary>
    public void Settle()
    {
        if (settling.Happens(0.4))
        {
            EndAll();
        }
    }

    private void Strike(Chance chance)
    {
        var (which, isEnd) = (chance.Fraction(), chance.Happens(0.35));
        var pool = chance.Pick(world.Mix.Pools);
        var present = world.Ledger.ReservationsOf(pool.Name).ToList();
        if (present.Count > 0 && world.Mix.Drains && draining.Happens(0.35))
        {
            var reservation = present[(int)(which * present.Count)];
            Ask(new UpdateReservation(pool.Name, reservation.Number) { Drains = !reservation.Drains }, draining.Between(1, MostAttempts));
        }
        else if (present.Count > 0 && (isEnd || present.Count >= MostInPool))
        {
            Ask(new DeleteReservation(pool.Name, present[(int)(which * present.Count)].Number), MostAttempts);
        }
        else if (Draw(pool, chance) is { } wanted)
        {
            Ask(wanted, chance.Between(1, MostAttempts));
        }
    }

    private CreateReservation? Draw(PoolSpec pool, Chance chance)
    {
        var machine = chance.Pick(world.Machines.Originals);
        var (family, isPin, isHeld) = (chance.Pick(pool.Families), chance.Happens(0.55), chance.Happens(0.35));
        var cidr = family.Cidrs[0];
        var length = isPin ? chance.Between(family.Shortest, family.Longest) : chance.Between(Math.Max(cidr.Length + 1, family.Longest - 2), family.Longest);
        var range = cidr.Subprefix((UInt128)chance.Below((int)cidr.CountOf(length)), length);
        if (machine.Pool != pool)
        {
            return null;
        }

        // What a node holds already is pinned to it where it is.
        var held = world.Ledger.Find(pool.Name, machine.Node)?.Subnets.FirstOrDefault(subnet => subnet.Family == family.Family);
        range = isPin && isHeld && held is { Length: > 0 } subnet ? subnet : range;
        return new CreateReservation(pool.Name, new ReservationName($"reservation-{++made}"), range, isPin ? machine.Node : null, string.Empty)
        {
            Drains = world.Mix.Drains && draining.Happens(0.7),
        };
    }

    private void Ask(IAllocationMessage command, int attempts)
    {
        if (attempts > 0 && world.HealedAt is null)
        {
            world.Owners.Ask(command);
            world.Queue.Put(world.Now + AskAgain, process: null, () => Ask(command, attempts - 1));
        }
    }

    private void EndAll()
    {
        foreach (var pool in world.Mix.Pools)
        {
            foreach (var reservation in world.Ledger.ReservationsOf(pool.Name).ToList())
            {
                world.Owners.Ask(new DeleteReservation(pool.Name, reservation.Number));
            }
        }

        if (world.Now < world.HealedAt + TimeSpan.FromSeconds(20))
        {
            world.Queue.Put(world.Now + AskAgain, process: null, EndAll);
        }
    }
}
