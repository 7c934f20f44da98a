using ActorNet.Agent.Peers;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Invariants;
using ActorNet.Simulation.Running;
using LeaseDigest = ActorNet.Allocation.Leases.LeaseDigest;

namespace ActorNet.Simulation.Views;

/// <summary>What <c>PeerWatcher</c> does with the product's <see cref="PeerFollower"/>: one stream after the other, at whichever replica.</summary>
internal sealed class Watcher
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(10);

    private readonly World world;
    private readonly Chance chance;
    private readonly PeerFollower follower = new();
    private Replica? replica;
    private WatchStream? stream;
    private bool isLooking;
    private TimeSpan lastArrival;
    private TimeSpan nextProgress;

    public Watcher(World world, string name, PoolSpec pool)
    {
        (this.world, Name, Pool) = (world, name, pool);
        chance = world.Chances.Of("watcher", name);
        LookNowAndThen();
    }

    public string Name { get; }

    public PoolSpec Pool { get; }

    public bool IsComplete => follower.IsComplete;

    public long Revision => follower.Revision;

    /// <summary>Whether what it knows may come from a replica that was misled.</summary>
    public bool IsMisled { get; private set; }

    public LeaseDigest Digest() => follower.View.Peers.Aggregate(
        default(LeaseDigest),
        (digest, peer) => digest.Add(LeaseDigest.HashOf(new NodeId(peer.Node.Value), new Epoch(peer.Epoch.Value), peer.Subnets)));

    /// <summary>The stream ends; what is on its way is lost.</summary>
    public void Break() => stream = null;

    /// <summary>A replica shows something else.</summary>
    public void OnChanged(Replica changed)
    {
        if (changed == replica && !isLooking)
        {
            isLooking = true;
            world.Queue.Put(world.Now + TimeSpan.FromMilliseconds(chance.Between(15, 200)), process: null, () =>
            {
                isLooking = false;
                Look();
            });
        }
    }

    private void LookNowAndThen()
    {
        Look();
        world.Queue.Put(world.Now + TimeSpan.FromMilliseconds(chance.Between(1000, 3000)), process: null, LookNowAndThen);
    }

    private void Look()
    {
        if (stream is null || !stream.IsOpen)
        {
            replica = chance.Pick(world.Views.Replicas);
            stream = new WatchStream(replica, Pool, follower.Revision);
            follower.StreamBegins();
        }

        foreach (var message in stream.Next())
        {
            Send(message);
        }

        if (world.Now >= nextProgress && stream.Progress() is { } progress)
        {
            nextProgress = world.Now + ProgressInterval;
            Send(progress);
        }
    }

    /// <summary>A stream keeps its order.</summary>
    private void Send(WatchLeasesResponse message)
    {
        var (sender, isMisled) = (stream, replica!.IsMisled);
        var arrival = world.Now + world.Links.Of(Name).Delay();
        lastArrival = arrival > lastArrival ? arrival : lastArrival;
        world.Queue.Put(lastArrival, process: null, () =>
        {
            if (sender == stream)
            {
                Take(message, isMisled);
            }
        });
    }

    private void Take(WatchLeasesResponse message, bool isMisled)
    {
        var faults = new List<string>();
        var isSnapshot = message.ContentCase == WatchLeasesResponse.ContentOneofCase.Snapshot;
        IsMisled = isMisled || (IsMisled && !isSnapshot);
        try
        {
            follower.Take(message, faults);
        }
        catch (WatchBrokenException broken)
        {
            world.Trace?.Note(Name, broken.Message);
            stream = null;
            if (!IsMisled)
            {
                throw new Violation("I14", $"{Name}: {broken.Message}", [Name]);
            }
        }

        if (faults.Count > 0)
        {
            throw new Violation("I14", $"{Name}: {faults[0]}", [Name]);
        }

        world.Rules.OnWatched(this);
    }
}
