using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Directory;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Faults;
using ActorNet.Simulation.Running;

namespace ActorNet.Simulation.Views;

/// <summary>A replica's directory, following the store as <c>DirectoryFeed</c> does: behind by some time, broken off and begun again, now and then misled.</summary>
internal sealed class Replica
{
    /// <summary>So little that watchers find the past forgotten.</summary>
    private static readonly HistoryLimits Limits = new(Segment: 2, Always: 6, AtMost: 24, Window: TimeSpan.FromSeconds(5));

    private readonly World world;
    private readonly Chance chance;
    private LeaseDirectory directory;
    private int next;
    private JournalEvent? left;
    private bool isFollowing;
    private bool isReadingAnew;

    public Replica(World world, string name)
    {
        (this.world, Name) = (world, name);
        chance = world.Chances.Of("replica", name);
        directory = NewDirectory();
    }

    public string Name { get; }

    /// <summary>Whether its stream has left something out that it has not noticed yet.</summary>
    public bool IsMisled => left is not null;

    public DirectoryView View => directory.Current;

    public DirectoryState State => directory.Current.State;

    /// <summary>Whether it has an event behind the one that was left out, and did not notice.</summary>
    public bool IsBlind => left is { } missing && State.Positions.GetValueOrDefault(missing.PersistenceId) >= missing.SequenceNumber;

    /// <summary>How often it was started: streams do not outlive it.</summary>
    public int Starts { get; private set; }

    /// <summary>Starts from nothing.</summary>
    public void Restart()
    {
        (directory, next, isReadingAnew, left) = (NewDirectory(), 0, false, null);
        Starts++;
        Follow();
    }

    /// <summary>The stream breaks, and goes on a little before where it was.</summary>
    public void Break()
    {
        // Never back behind what was left out: it goes on behind its last event.
        next = IsMisled ? next : Math.Max(0, next - chance.Below(8));
        Follow();
    }

    /// <summary>The stream leaves out the next event that matters.</summary>
    public void Mislead()
    {
        var place = next;
        while (place < world.Store.All.Count && !Matters(world.Store.All[place]))
        {
            place++;
        }

        Take(place - next);
        if (next == place && place < world.Store.All.Count)
        {
            left ??= world.Store.All[place];
            next++;
        }
    }

    /// <summary>Reads everything anew, because what is here has been found to be wrong.</summary>
    public void Mistrust()
    {
        if (isReadingAnew)
        {
            return;
        }

        isReadingAnew = true;
        var started = Starts;
        world.Queue.Put(world.Now + chance.Between(TimeSpan.Zero, TimeSpan.FromSeconds(1)), process: null, () =>
        {
            if (started == Starts)
            {
                ReadAnew();
            }
        });
    }

    private bool Matters(JournalEvent entry) =>
        entry is { SequenceNumber: > 1, Event: LeaseChanged } && entry.SequenceNumber > State.Positions.GetValueOrDefault(entry.PersistenceId);

    private LeaseDirectory NewDirectory() => new(new SimulatedTimeProvider(world.Queue), Limits);

    /// <summary>There is something to read.</summary>
    public void Follow()
    {
        if (isFollowing || next == world.Store.All.Count)
        {
            return;
        }

        isFollowing = true;
        var pause = TimeSpan.FromMilliseconds(chance.Between(5, 250));
        var isSlow = chance.Happens(0.02 * world.Strength(Fault.Delay));
        world.Queue.Put(world.Now + (isSlow ? pause * 40 : pause), process: null, () =>
        {
            isFollowing = false;
            Take(chance.Between(1, 30));
            Follow();
        });
    }

    private void Take(int count)
    {
        if (isReadingAnew || count == 0)
        {
            return;
        }

        var events = world.Store.All.GetRange(next, Math.Min(count, world.Store.All.Count - next));
        var before = State;
        try
        {
            directory.Apply(events);
            next += events.Count;
        }
        catch (JournalGapException gap) when (IsMisled)
        {
            world.Trace?.Note(Name, gap.Message);
            Mistrust();
        }

        OnChanged(before);
    }

    private void ReadAnew()
    {
        var before = State;
        var anew = directory.NewLikeThis();
        anew.Apply(world.Store.All);
        directory.StartAnew(anew);
        (next, isReadingAnew, left) = (world.Store.All.Count, false, null);
        OnChanged(before);
    }

    private void OnChanged(DirectoryState before)
    {
        if (!ReferenceEquals(State, before))
        {
            world.Rules.OnDirectory(this, before, State);
            world.Views.OnChanged(this);
        }
    }
}
