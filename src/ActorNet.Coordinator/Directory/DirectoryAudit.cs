using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Actors;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// Compares what the directory shows with what the shards hold, every minute (safety rule 11). A shard says what it holds at a position of
/// its journal, and the directory looks at what it had at the same one; where they differ everything is read anew, and watchers are told. The same
/// where an event has not been read a whole period after its commit, although the journal is followed: a stream may lose its last event.
/// </summary>
internal sealed partial class DirectoryAudit(
    AllocationClient allocation,
    LeaseDirectory directory,
    DirectoryFeed feed,
    TimeProvider time,
    ILogger<DirectoryAudit> logger) : BackgroundService
{
    /// <summary>How often each shard is compared.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(60);

    private readonly ShardComparer comparer = new(allocation, directory, time);
    private readonly Dictionary<ShardKey, JournalPosition> unread = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await CompareAllAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task CompareAllAsync(CancellationToken cancellation)
    {
        foreach (var shard in DirectoryDigest.ShardsOf(directory.Current.State))
        {
            if (unread.Remove(shard, out var position) && !directory.Current.State.Covers(position))
            {
                Log.NeverRead(logger, position.SequenceNumber, shard, Period.TotalSeconds);
                unread.Clear();
                feed.Mistrust();
                return;
            }

            if (await CompareAsync(shard, cancellation) is { IsEqual: false } comparison)
            {
                Log.Differs(logger, shard, comparison.Position.SequenceNumber, comparison.Held, comparison.Shown);
                feed.Mistrust();
                return;
            }
        }
    }

    /// <summary>Null where it could not be compared: the shard does not answer, or the directory is too far from it.</summary>
    private async Task<DigestComparison?> CompareAsync(ShardKey shard, CancellationToken cancellation)
    {
        var answer = await comparer.CompareAsync(shard, cancellation);
        if (answer.Outcome == ShardComparisonOutcome.NotRead)
        {
            unread[shard] = answer.Position;
            Log.Behind(logger, shard, answer.Position.SequenceNumber, ShardComparer.Patience.TotalSeconds);
        }

        return answer.Digests;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 210,
            Level = LogLevel.Error,
            Message = "What is shown of shard {Shard} is not what it holds: after event {Position} it holds {Held}, and {Shown} is shown; the journal is read anew")]
        public static partial void Differs(
            ILogger logger,
            ShardKey shard,
            long position,
            Allocation.Leases.LeaseDigest held,
            Allocation.Leases.LeaseDigest shown);

        [LoggerMessage(EventId = 211, Level = LogLevel.Warning, Message = "Event {Position} of shard {Shard} has not been read within {Seconds} s of its commit")]
        public static partial void Behind(ILogger logger, ShardKey shard, long position, double seconds);

        [LoggerMessage(
            EventId = 212,
            Level = LogLevel.Error,
            Message = "Event {Position} of shard {Shard} has not been read {Seconds} s after its commit; the journal is read anew")]
        public static partial void NeverRead(ILogger logger, long position, ShardKey shard, double seconds);
    }
}
