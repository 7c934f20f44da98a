using System.Collections.Immutable;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Tests.Simulation;

/// <summary>A pool, its shards and the agents of its nodes on a network that loses, repeats and reorders; all chance comes from the seed.</summary>
internal sealed class World
{
    private readonly Random random;
    private readonly PoolSpec pool;
    private readonly Ledger ledger;
    private readonly SimulatedJournal<PoolEvent> poolJournal;
    private readonly Dictionary<ShardKey, SimulatedJournal<ShardEvent>> shardJournals;
    private readonly List<SimulatedCoordinator> coordinators = [];
    private readonly Dictionary<ShardKey, List<SimulatedShard>> shards;
    private readonly List<SimulatedAgent> agents;
    private readonly List<Action> network = [];
    private TimeSpan elapsed;
    private bool isHealed;

    public World(int seed, PoolSpec pool, int nodes)
    {
        random = new Random(seed);
        this.pool = pool;
        ledger = new Ledger(pool);
        poolJournal = new(ledger.OnEvent);
        poolJournal.TryAppend(0, [new PoolCreated(DateTimeOffset.UnixEpoch, pool)]);
        shardJournals = pool.Shards.ToDictionary(key => key, key => new SimulatedJournal<ShardEvent>(change => ledger.OnEvent(key, change)));
        shards = pool.Shards.ToDictionary(key => key, _ => new List<SimulatedShard>());
        agents = [.. Enumerable.Range(0, nodes).Select(index => new SimulatedAgent(new NodeId($"node-{index}")))];
        StartCoordinator();
        foreach (var key in pool.Shards)
        {
            StartShard(key);
        }
    }

    public int LeasesHeld => ledger.Held.Count();

    private Moment Now => new(elapsed, DateTimeOffset.UnixEpoch + elapsed);

    /// <summary>One thing happens.</summary>
    public void Step()
    {
        switch (random.Next(100))
        {
            case < 55 when network.Count > 0:
                Deliver(random.Next(network.Count));
                break;
            case < 75:
                Work();
                break;
            case < 92:
                Act(agents[random.Next(agents.Count)]);
                break;
            case < 96:
                PassTime(TimeSpan.FromMilliseconds(random.Next(3000)));
                break;
            case < 98:
                Crash();
                break;
            default:
                StartAnother();
                break;
        }

        CheckBeliefs();
    }

    /// <summary>From now on nothing is lost, nobody crashes, and there is one of each.</summary>
    public void Heal()
    {
        isHealed = true;
        coordinators.Clear();
        StartCoordinator();
        foreach (var key in pool.Shards)
        {
            shards[key].Clear();
            StartShard(key);
        }
    }

    /// <summary>Every agent asks for its lease, and asks again until it knows. Says how many have one.</summary>
    public int FillUp()
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            foreach (var agent in agents)
            {
                agent.Forget();
                SendToShard(agent.Acquire([], null, elapsed));
            }

            Settle();
            if (agents.All(agent => agent.LastAnswer is LeaseGrant or PoolExhausted))
            {
                return agents.Count(agent => agent.LastAnswer is LeaseGrant);
            }
        }

        throw new InvalidOperationException(
            $"no end: {string.Join(", ", agents.Where(agent => agent.LastAnswer is not (LeaseGrant or PoolExhausted)).Select(agent => agent.LastAnswer))}");
    }

    /// <summary>One node gives its subnet back and one that was refused asks again. Says whether it is served.</summary>
    public bool ReplaceOne()
    {
        var leaver = Pick(agents.Where(agent => agent.LastAnswer is LeaseGrant));
        var newcomer = Pick(agents.Where(agent => agent.LastAnswer is PoolExhausted));
        SendToShard(leaver.Release(elapsed));
        Settle();
        newcomer.Forget();
        SendToShard(newcomer.Acquire([], null, elapsed));
        Settle();
        CheckBeliefs();
        return newcomer.LastAnswer is LeaseGrant;
    }

    private T Pick<T>(IEnumerable<T> choices)
    {
        var all = choices.ToList();
        return all[random.Next(all.Count)];
    }

    private void Settle()
    {
        for (var second = 0; second < 12; second++)
        {
            do
            {
                while (network.Count > 0)
                {
                    Deliver(0);
                }

                WorkAll();
            }
            while (network.Count > 0);
            PassTime(TimeSpan.FromSeconds(1));
        }
    }

    private void Act(SimulatedAgent agent)
    {
        switch (random.Next(10))
        {
            case < 4:
                SendToShard(agent.Acquire(Wishes(), Length(), elapsed));
                break;
            case < 7 when agent.Believes(elapsed):
                SendToShard(agent.Renew(elapsed));
                break;
            case < 9 when agent.Believes(elapsed):
                SendToShard(agent.Release(elapsed));
                break;
            case 9 when ledger.Held.FirstOrDefault(lease => lease.Node == agent.Node) is { } lease:
                Revoke(agent, lease);
                break;
        }
    }

    private void Revoke(SimulatedAgent agent, Lease lease)
    {
        var nodeIsDown = random.Next(2) == 0;
        if (nodeIsDown)
        {
            agent.Reinstall();
        }

        SendToShard(new ReleaseLease(lease.Node, lease.Epoch) { NodeIsDown = nodeIsDown });
    }

    private int? Length()
    {
        var family = pool.Families[0];
        return random.Next(2) == 0 ? null : random.Next(family.Shortest, family.Longest + 1);
    }

    private ImmutableArray<Prefix> Wishes()
    {
        var family = pool.Families[0];
        var cidr = family.Cidrs[0];
        return random.Next(3) > 0 ? [] : [cidr.Subprefix((UInt128)random.Next((int)cidr.CountOf(family.PrefixLength)), family.PrefixLength)];
    }

    private void SendToShard(LeaseCommand command) => Post(() => DeliverTo(pool.ShardOf(command.Node), command));

    private void Send(Command to, object message)
    {
        switch (message)
        {
            case ShardEnvelope envelope:
                Post(() => DeliverTo(envelope.Shard, envelope.Message));
                break;
            case ShardAnswer answer when to.Message is LeaseCommand command:
                Post(() => agents.SingleOrDefault(agent => agent.Node == command.Node)?.OnAnswer(command, answer.Reply, elapsed, pool.Timing.TimeToLive));
                break;
            default:
                Post(() => Pick(coordinators).Deliver(message));
                break;
        }
    }

    private void Post(Action delivery)
    {
        if (isHealed || random.Next(10) > 0)
        {
            network.Add(delivery);
        }
    }

    private void Deliver(int index)
    {
        var delivery = network[index];
        if (isHealed || random.Next(10) > 0)
        {
            network.RemoveAt(index);
        }

        delivery();
    }

    private void DeliverTo(ShardKey key, object message) => Pick(shards[key]).Deliver(message);

    private void Work()
    {
        if (random.Next(3) == 0)
        {
            Work(Pick(coordinators));
            Bury(coordinators, StartCoordinator);
        }
        else
        {
            var key = Pick(shards.Keys);
            Work(Pick(shards[key]));
            Bury(shards[key], () => StartShard(key));
        }
    }

    private void Work<TEvent>(SimulatedActor<TEvent> actor)
        where TEvent : class, IJournaled
    {
        if (!actor.IsCommitting)
        {
            actor.Decide(1 + random.Next(8), Now);
        }
        else if (actor.CommitNext())
        {
            if (random.Next(20) == 0)
            {
                actor.Die(); // The store's answer is lost: nobody knows (safety rule 6).
            }
            else
            {
                actor.OnCommitAnswered(Now);
            }
        }
    }

    private void WorkAll()
    {
        WorkOff(coordinators[0]);
        foreach (var shard in shards.Values)
        {
            WorkOff(shard[0]);
        }
    }

    private void WorkOff<TEvent>(SimulatedActor<TEvent> actor)
        where TEvent : class, IJournaled
    {
        actor.Decide(int.MaxValue, Now);
        if (actor.IsCommitting)
        {
            actor.CommitRest();
            actor.OnCommitAnswered(Now);
        }
    }

    private void PassTime(TimeSpan time)
    {
        elapsed += time;
        coordinators.ForEach(coordinator => coordinator.Deliver(new Tick()));
        foreach (var shard in shards.Values.SelectMany(incarnations => incarnations))
        {
            shard.Deliver(new Tick());
        }
    }

    private void Crash()
    {
        if (random.Next(3) == 0)
        {
            Pick(coordinators).Die();
            Bury(coordinators, StartCoordinator);
        }
        else
        {
            var key = Pick(shards.Keys);
            Pick(shards[key]).Die();
            Bury(shards[key], () => StartShard(key));
        }
    }

    /// <summary>Somebody believes that the owner is gone, and is wrong.</summary>
    private void StartAnother()
    {
        if (random.Next(3) == 0)
        {
            StartCoordinator();
        }
        else
        {
            StartShard(Pick(shards.Keys));
        }
    }

    private static void Bury<TActor>(List<TActor> incarnations, Action startAnother)
        where TActor : class
    {
        incarnations.RemoveAll(incarnation => incarnation is SimulatedActor<ShardEvent> { IsDead: true } or SimulatedActor<PoolEvent> { IsDead: true });
        if (incarnations.Count == 0)
        {
            startAnother();
        }
    }

    private void StartCoordinator()
    {
        var coordinator = new SimulatedCoordinator(random.NextInt64(long.MaxValue / 2), poolJournal, Send);
        coordinator.Start(random.Next(poolJournal.Events.Count + 1), Now);
        coordinators.Add(coordinator);
    }

    private void StartShard(ShardKey key)
    {
        var journal = shardJournals[key];
        var shard = new SimulatedShard(key, pool, random.NextInt64(long.MaxValue / 2), journal, Send);
        shard.Start(random.Next(journal.Events.Count + 1), Now);
        shards[key].Add(shard);
    }

    /// <summary>No two agents believe in overlapping subnets (I1).</summary>
    private void CheckBeliefs()
    {
        var believed = agents.Where(agent => agent.Believes(elapsed)).SelectMany(agent => agent.Subnets).Order().ToList();
        for (var i = 1; i < believed.Count; i++)
        {
            Assert.False(believed[i - 1].Overlaps(believed[i]), $"two agents believe in {believed[i]}");
        }
    }
}
