using System.Globalization;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Event;

namespace Akka.Etcd.Leases;

/// <summary>
/// Holds one etcd lease: grants it, keeps it alive, says when it is lost, revokes it when disposed. The time is that of the monotonic clock here,
/// counted from when the request that was answered was sent: etcd counts from later, so its lease outlives this deadline (as far as the clocks
/// run alike, and etcd keeps its word; where two holders would do harm, guard each write by a transaction instead). Thread-safe.
/// </summary>
public sealed class EtcdLeaseKeeper : IAsyncDisposable
{
    private static readonly TimeSpan MinRetryPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxRetryPause = TimeSpan.FromMilliseconds(500);

    private readonly EtcdConnection connection;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource<EtcdLeaseLostException> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task keeping;
    private readonly Lazy<Task> ending;
    private Term term;

    private EtcdLeaseKeeper(EtcdConnection connection, long leaseId, Term term, TimeProvider time)
    {
        (this.connection, LeaseId, this.term, this.time) = (connection, leaseId, term, time);
        keeping = KeepAsync();
        ending = new Lazy<Task>(EndAsync);
    }

    /// <summary>etcd's id of the lease; put it into the requests whose keys shall end with it.</summary>
    public long LeaseId { get; }

    /// <summary>What etcd gave with its last answer: what was asked for or, where that is shorter than etcd allows (2 s by default), more.</summary>
    public TimeSpan TimeToLive => Volatile.Read(ref term).Length;

    /// <summary>How long the lease lasts if etcd is not heard of again; zero when it is lost.</summary>
    public TimeSpan Remaining => lost.Task.IsCompleted ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Max(0, Left(Volatile.Read(ref term)).Ticks));

    /// <summary>Whether the lease is held at this very moment. False from the deadline on, even before <see cref="Lost"/> has been told.</summary>
    public bool IsHeld => Remaining > TimeSpan.Zero;

    /// <summary>Done when the lease is lost, with the reason: the deadline passed, or etcd has no such lease any more. Cancelled when the keeper is disposed before.</summary>
    public Task<EtcdLeaseLostException> Lost => lost.Task;

    /// <summary>Grants a lease and begins to keep it alive, every third of its time to live.</summary>
    /// <param name="connection">Where. Must outlive the keeper.</param>
    /// <param name="timeToLive">How long the lease lasts without a word from here; at least 1 s, rounded up to whole seconds. etcd may give more.</param>
    /// <param name="time">The clock; the system's where none is given.</param>
    /// <param name="cancellation">Gives up starting; of no meaning later.</param>
    /// <exception cref="EtcdRefusedException">etcd does not grant it.</exception>
    /// <exception cref="EtcdUnavailableException">No member answered.</exception>
    public static async Task<EtcdLeaseKeeper> StartAsync(
        EtcdConnection connection,
        TimeSpan timeToLive,
        TimeProvider? time = null,
        CancellationToken cancellation = default)
    {
        time ??= TimeProvider.System;
        var sent = time.GetTimestamp();
        var grant = await connection.GrantLeaseAsync(timeToLive, cancellation).ConfigureAwait(false);
        return new EtcdLeaseKeeper(connection, grant.ID, new Term(sent, TimeSpan.FromSeconds(grant.TTL)), time);
    }

    /// <summary>
    /// Stops keeping the lease alive and revokes it, and its keys with it. Where etcd does not answer within the connection's call timeout, the
    /// lease ends by itself. Whoever calls it again, or at the same time, waits for that too.
    /// </summary>
    public ValueTask DisposeAsync() => new(ending.Value);

    private async Task EndAsync()
    {
        lost.TrySetCanceled(CancellationToken.None);
        await stopping.CancelAsync().ConfigureAwait(false);
        await keeping.ConfigureAwait(false);
        await RevokeAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task KeepAsync()
    {
        try
        {
            // Nothing of it runs inside the constructor.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            while (await TryExtendAsync().ConfigureAwait(false))
            {
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (ObjectDisposedException closed)
        {
            Lose("the connection to etcd is closed", closed);
        }
    }

    /// <summary>Waits until it is time, and extends the lease once; false when it is lost.</summary>
    private async Task<bool> TryExtendAsync()
    {
        await DelayAsync((Volatile.Read(ref term).Length / 3) - time.GetElapsedTime(Volatile.Read(ref term).Sent)).ConfigureAwait(false);

        // The bound is the deadline: whoever waits for the loss hears of it in time.
        using var late = new CancellationTokenSource(Positive(Left(Volatile.Read(ref term))), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token, late.Token);
        Exception? cause = null;
        while (IsHeld)
        {
            var sent = time.GetTimestamp();
            try
            {
                if (await connection.KeepLeaseAliveAsync(LeaseId, either.Token).ConfigureAwait(false) is not { } length)
                {
                    return Lose("etcd has no such lease any more");
                }

                Volatile.Write(ref term, new Term(sent, length));
                return true;
            }
            catch (EtcdException failure)
            {
                cause = failure;
                await DelayAsync(RetryPause()).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                break;
            }
        }

        var seconds = TimeToLive.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return Lose($"etcd did not answer for its time to live, {seconds} s{(cause is null ? null : $"; last: {cause.Message}")}", cause);
    }

    private bool Lose(string reason, Exception? cause = null)
    {
        lost.TrySetResult(new EtcdLeaseLostException(LeaseId, reason, cause));
        return false;
    }

    private async Task RevokeAsync()
    {
        using var bound = new CancellationTokenSource(connection.Settings.CallTimeout, time);
        try
        {
            await connection.RevokeLeaseAsync(LeaseId, bound.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is EtcdException or OperationCanceledException or ObjectDisposedException)
        {
            connection.Log.Debug("etcd lease {0:x} is not revoked, and ends by itself: {1}", LeaseId, failure.Message);
        }
    }

    private TimeSpan RetryPause() =>
        TimeSpan.FromTicks(Math.Clamp(Left(Volatile.Read(ref term)).Ticks / 5, MinRetryPause.Ticks, MaxRetryPause.Ticks));

    private Task DelayAsync(TimeSpan delay) => Task.Delay(Positive(delay), time, stopping.Token);

    private TimeSpan Left(Term counted) => counted.Length - time.GetElapsedTime(counted.Sent);

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    /// <summary>What an answer of etcd's gave.</summary>
    /// <param name="Sent">When the request was sent.</param>
    /// <param name="Length">How long from then on.</param>
    private sealed record Term(long Sent, TimeSpan Length);
}
