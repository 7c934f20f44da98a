using System.Collections.Concurrent;
using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Reservations;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Cluster;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Errors;
using Akka.Actor;
using Akka.Hosting;

namespace ActorNet.Coordinator.Actors;

/// <summary>
/// Asks the actors, wherever they run, again where an answer is lost, and never for longer than the caller waits. An answer that does not come is
/// an unknown outcome (safety rule 6), which is an answer too. What was answered is made known to the <see cref="DirectoryBarrier"/>.
/// </summary>
internal sealed class AllocationClient(
    ActorSystem system,
    IRequiredActor<PoolsActor> pools,
    IRequiredActor<ShardsActor> shards,
    DirectoryBarrier barrier,
    TimeProvider time)
{
    /// <summary>How many commands may wait in this replica; each keeps its call and its connection's stream, about 10 KiB.</summary>
    public const int MaxWaiting = 16_384;

    private static readonly TimeSpan PoolsSilence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PoolsPause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<ShardKey, Lazy<IActorRef>> links = [];
    private int waiting;

    public async Task<LeaseReply> AskAsync(PoolSpec pool, LeaseCommand command, TimeSpan patience, CancellationToken cancellation)
    {
        // A replica that is put out of the cluster loses its actors first, and its connections only after them.
        if (Departure.HasBegun(system))
        {
            throw ServiceErrors.ShuttingDown().ToRpcException();
        }

        if (Interlocked.Increment(ref waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref waiting);
            return new QueueFull();
        }

        var pending = new PendingCommand(command, time.GetTimestamp() + (long)(patience.TotalSeconds * time.TimestampFrequency));
        try
        {
            LinkTo(pool.ShardOf(command.Node)).Tell(pending);
            return await pending.Answer.WaitAsync(cancellation);
        }
        finally
        {
            pending.Abandon();
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>What a shard holds; null when it does not answer.</summary>
    public async Task<ShardDigest?> AskDigestAsync(ShardKey shard, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            // A shard that is not ready says that instead.
            return await shards.ActorRef.Ask<object>(new ShardEnvelope(shard, new DigestShard()), patience, cancellation) as ShardDigest;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    public Task<PoolReply> AskAsync(CreatePool command, TimeSpan patience, CancellationToken cancellation) =>
        AskPoolsAsync(command, patience, cancellation);

    public Task<PoolReply> AskAsync(ChangePool command, TimeSpan patience, CancellationToken cancellation) =>
        AskPoolsAsync(command, patience, cancellation);

    public Task<PoolReply> AskAsync(DeletePool command, TimeSpan patience, CancellationToken cancellation) =>
        AskPoolsAsync(command, patience, cancellation);

    public Task<PoolReply> AskAsync(DescribePool command, TimeSpan patience, CancellationToken cancellation) =>
        AskPoolsAsync(command, patience, cancellation);

    public Task<PoolReply> AskAsync(CreateReservation command, TimeSpan patience, CancellationToken cancellation) =>
        AskPoolsAsync(command, patience, cancellation);

    public Task<PoolReply> AskAsync(UpdateReservation command, TimeSpan patience, CancellationToken cancellation) =>
        AskPoolsAsync(command, patience, cancellation);

    public Task<PoolReply> AskAsync(DeleteReservation command, TimeSpan patience, CancellationToken cancellation) =>
        AskPoolsAsync(command, patience, cancellation);

    private async Task<PoolReply> AskPoolsAsync(object command, TimeSpan patience, CancellationToken cancellation)
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            var left = patience - time.GetElapsedTime(begin);
            var reply = left > TimeSpan.Zero ? await AskPoolsOnceAsync(command, left < PoolsSilence ? left : PoolsSilence, cancellation) : new PoolOutcomeUnknown();
            if (reply is not PoolOutcomeUnknown || time.GetElapsedTime(begin) + PoolsPause >= patience)
            {
                return reply;
            }

            await Task.Delay(PoolsPause, time, cancellation);
        }
    }

    private async Task<PoolReply> AskPoolsOnceAsync(object command, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            var answer = await pools.ActorRef.Ask<PoolAnswer>(command, patience, cancellation);

            // An answer that did not wait for a commit names a position that may never be written: readers must not wait for it.
            if (answer.Reply is not (PoolOutcomeUnknown or PoolQueueFull))
            {
                barrier.Record(answer.Position);
            }

            return answer.Reply;
        }
        catch (AskTimeoutException)
        {
            return new PoolOutcomeUnknown();
        }
    }

    private IActorRef LinkTo(ShardKey shard) => links.GetOrAdd(
        shard,
        key => new Lazy<IActorRef>(() => system.ActorOf(ShardLink.Props(key, shards.ActorRef, barrier, time)))).Value;
}
