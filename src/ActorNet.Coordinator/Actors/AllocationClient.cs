using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;
using ActorNet.Coordinator.Directory;
using Akka.Actor;
using Akka.Hosting;

namespace ActorNet.Coordinator.Actors;

/// <summary>
/// Asks the actors, never for longer than the caller waits. An answer that does not come is an unknown outcome (safety rule 6), which is an
/// answer too. What was answered is made known to the <see cref="DirectoryBarrier"/>.
/// </summary>
internal sealed class AllocationClient(IRequiredActor<PoolsActor> pools, IRequiredActor<ShardsActor> shards, DirectoryBarrier barrier)
{
    public async Task<LeaseReply> AskAsync(PoolSpec pool, LeaseCommand command, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            var envelope = new ShardEnvelope(pool.ShardOf(command.Node), command);
            var answer = await shards.ActorRef.Ask<ShardAnswer>(envelope, patience, cancellation);
            Record(answer.Position, isCommitted: answer.Reply is not (OutcomeUnknown or QueueFull));
            return answer.Reply;
        }
        catch (AskTimeoutException)
        {
            return new OutcomeUnknown();
        }
    }

    public Task<PoolReply> AskAsync(CreatePool command, TimeSpan patience, CancellationToken cancellation) =>
        AskPoolsAsync(command, patience, cancellation);

    public Task<PoolReply> AskAsync(DescribePool command, TimeSpan patience, CancellationToken cancellation) =>
        AskPoolsAsync(command, patience, cancellation);

    private async Task<PoolReply> AskPoolsAsync(object command, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            var answer = await pools.ActorRef.Ask<PoolAnswer>(command, patience, cancellation);
            Record(answer.Position, isCommitted: answer.Reply is not (PoolOutcomeUnknown or PoolQueueFull));
            return answer.Reply;
        }
        catch (AskTimeoutException)
        {
            return new PoolOutcomeUnknown();
        }
    }

    /// <summary>An answer that did not wait for a commit names a position that may never be written: readers must not wait for it.</summary>
    private void Record(JournalPosition position, bool isCommitted)
    {
        if (isCommitted)
        {
            barrier.Record(position);
        }
    }
}
