using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Faults;
using ActorNet.Simulation.Running;
using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Network;

/// <summary>What lies between two who talk: it loses, repeats, reorders and delays, and may carry nothing at all, each direction by itself.</summary>
internal sealed class Link(World world, string name)
{
    private static readonly TimeSpan Fastest = TimeSpan.FromMilliseconds(0.2);
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(25);

    private readonly Chance pace = world.Chances.Of("pace", name);
    private readonly Chance loss = world.Chances.Of("loss", name);
    private readonly Chance repeat = world.Chances.Of("repeat", name);
    private readonly Chance delay = world.Chances.Of("delay", name);
    private TimeSpan thereAgainAt;
    private TimeSpan backAgainAt;

    public string Name => name;

    /// <summary>Lets nothing through for a while.</summary>
    public void Cut(bool there, bool back, TimeSpan until)
    {
        thereAgainAt = there ? until : thereAgainAt;
        backAgainAt = back ? until : backAgainAt;
    }

    /// <summary>Whether nothing gets through.</summary>
    public bool IsCut(Direction direction) => world.Now < (direction == Direction.There ? thereAgainAt : backAgainAt);

    public void Mend() => (thereAgainAt, backAgainAt) = (TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Sends something: it arrives not at all, once, or twice.</summary>
    public void Send(Direction direction, SimulatedProcess? receiver, Action arrive)
    {
        if (IsCut(direction) || loss.Happens(0.08 * world.Strength(Fault.Loss)))
        {
            return;
        }

        world.Queue.Put(world.Now + Delay(), receiver, arrive);
        if (repeat.Happens(0.08 * world.Strength(Fault.Repeat)))
        {
            world.Queue.Put(world.Now + Delay(), receiver, arrive);
        }
    }

    /// <summary>How long a message takes.</summary>
    public TimeSpan Delay()
    {
        var usual = pace.Between(Fastest, Usual);
        return delay.Happens(0.06 * world.Strength(Fault.Delay)) ? usual + (Slowest * delay.Fraction() * delay.Fraction()) : usual;
    }
}

/// <summary>Which way.</summary>
internal enum Direction
{
    /// <summary>From the one who asks.</summary>
    There,

    /// <summary>To the one who asked.</summary>
    Back,
}
