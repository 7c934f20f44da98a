using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Allocation.Timing;
using Akka.Actor;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Allocation.Tests.Actors;

/// <summary>One process of the service: an actor system with all the actors, on a journal that others may share.</summary>
internal sealed class AllocationHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TimeProvider clock;
    private readonly AllocationRefs refs;

    public AllocationHost(
        JournalFile journal,
        TimeProvider? time = null,
        FencedActorLimits? limits = null,
        Func<IOwnershipProof, IOwnershipProof>? proof = null)
    {
        clock = time ?? new FakeTimeProvider();
        System = ActorSystem.Create("allocation", AllocationSerializer.Config.WithFallback(journal.Config));
        var ownProof = new JournalOwnershipProof(System);
        refs = AllocationActors.StartLocal(System, clock, proof?.Invoke(ownProof) ?? ownProof, limits ?? FencedActorLimits.Default);
    }

    /// <summary>The clock, where the test has it in hand.</summary>
    public FakeTimeProvider Time => (FakeTimeProvider)clock;

    public ActorSystem System { get; }

    public async Task<PoolReply> CreateAsync(PoolSpec spec) => (await refs.Pools.Ask<PoolAnswer>(new CreatePool(spec), Patience)).Reply;

    /// <summary>Makes a pool that can be made.</summary>
    public async Task<PoolSpec> CreateAsync(string cidr, int prefixLength, int shardCount = PoolSettings.DefaultShardCount, TimeSpan? timeToLive = null)
    {
        var (spec, _) = new PoolSettings
        {
            Name = new PoolName("pool"),
            Cidrs = [Prefix.Parse(cidr)],
            Ipv4 = new SubnetSizing(prefixLength),
            ShardCount = shardCount,
            TimeToLive = timeToLive,
        }.Resolve();
        return Assert.IsType<PoolIsThere>(await CreateAsync(spec!)).Spec;
    }

    /// <summary>Asks the coordinator until it can tell.</summary>
    public async Task<PoolReply> AskAsync(object command)
    {
        PoolReply? reply = null;
        await Eventually.HoldsAsync(async () => (reply = (await refs.Pools.Ask<PoolAnswer>(command, Patience)).Reply) is not PoolOutcomeUnknown);
        return reply!;
    }

    public async Task<Reservation> ReserveAsync(PoolSpec pool, string name, string cidr, string? node = null) => Assert.IsType<ReservationIsThere>(
        await AskAsync(new CreateReservation(pool.Name, new ReservationName(name), Prefix.Parse(cidr), node is null ? null : new NodeId(node), string.Empty))).Reservation;

    public async Task<PoolReply> ChangeAsync(PoolSpec spec) => (await refs.Pools.Ask<PoolAnswer>(new ChangePool(spec), Patience)).Reply;

    public async Task<PoolReply> DeleteAsync(PoolSpec spec) => (await refs.Pools.Ask<PoolAnswer>(new DeletePool(spec.Name, spec.Generation), Patience)).Reply;

    public async Task<PoolReply> DescribeAsync(PoolName name) => (await refs.Pools.Ask<PoolAnswer>(new DescribePool(name), Patience)).Reply;

    /// <summary>Whether the actor of a shard is there.</summary>
    public async Task<bool> RunsAsync(ShardKey shard)
    {
        try
        {
            return await System.ActorSelection($"/user/pool-shards/{shard.PersistenceId}").ResolveOne(TimeSpan.FromSeconds(1)) is not null;
        }
        catch (ActorNotFoundException)
        {
            return false;
        }
    }

    public async Task<ShardAnswer> AskAsync(PoolSpec pool, LeaseCommand command) => await AskAsync(pool.ShardOf(command.Node), command);

    public async Task<ShardAnswer> AskAsync(ShardKey shard, LeaseCommand command)
    {
        var question = new ShardEnvelope(shard, new LeaseCommands([new TicketedCommand(1, command)]));
        return await refs.Shards.Ask<object>(question, Patience) is LeaseAnswers answers
            ? new ShardAnswer(Assert.Single(answers.Replies).Reply, answers.Position)
            : new ShardAnswer(new OutcomeUnknown(), new JournalPosition(shard.PersistenceId, 0));
    }

    public async Task<LeaseReply> TellAsync(PoolSpec pool, LeaseCommand command) => (await AskAsync(pool, command)).Reply;

    public async Task<Lease> AcquireAsync(PoolSpec pool, string node) =>
        Assert.IsType<LeaseGrant>(await TellAsync(pool, Ask.Acquire(node))).Lease;

    /// <summary>Asks until the answer is of this kind.</summary>
    public async Task<T> AskUntilAsync<T>(PoolSpec pool, LeaseCommand command)
        where T : LeaseReply
    {
        T? wanted = null;
        await Eventually.HoldsAsync(async () => (wanted = await TellAsync(pool, command) as T) is not null);
        return wanted!;
    }

    /// <summary>Lets time pass under the eyes of a shard: what it sleeps through does not count.</summary>
    public async Task PassAsync(ShardKey shard, TimeSpan time)
    {
        var step = TimeSpan.FromSeconds(2);
        for (var left = time; left > TimeSpan.Zero; left -= step)
        {
            Time.Advance(left < step ? left : step);
            System.ActorSelection($"/user/pool-shards/{shard.PersistenceId}/shard").Tell(new Tick());
            await refs.Shards.Ask<ShardDigest>(new ShardEnvelope(shard, new DigestShard()), Patience);
        }
    }

    public async ValueTask DisposeAsync() => await System.Terminate();
}
