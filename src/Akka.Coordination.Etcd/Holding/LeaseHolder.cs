using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Akka.Etcd.Connection;
using Akka.Etcd.Errors;
using Akka.Etcd.Leases;
using Akka.Event;
using Google.Protobuf;

namespace Akka.Coordination.Etcd.Holding;

/// <summary>One owner's side of one lease, shared by all its lease objects in this actor system. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore of whose wait handle nobody asked holds nothing that needs to be disposed of.")]
internal sealed class LeaseHolder(EtcdConnection connection, ByteString key, ByteString owner, TimeSpan patience, ILoggingAdapter log, TimeProvider time)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim gate = new(1);
    private LeaseHold? hold;

    /// <summary>Whether the lease is held at this very moment.</summary>
    public bool IsHeld => Volatile.Read(ref hold) is { IsHeld: true };

    /// <summary>Acquires the lease, or confirms that it is held; null when somebody else holds it.</summary>
    /// <exception cref="LeaseException">etcd does not answer in time, or refuses: it may be held or not.</exception>
    public async Task<LeaseHold?> AcquireAsync(TimeoutSettings timeouts)
    {
        using var bound = new CancellationTokenSource(timeouts.OperationTimeout, time);
        try
        {
            await gate.WaitAsync(bound.Token).ConfigureAwait(false);
            try
            {
                return await ConfirmAsync(bound.Token).ConfigureAwait(false) ?? await TakeOrWaitAsync(timeouts, bound.Token).ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
        }
        catch (OperationCanceledException late)
        {
            throw new LeaseTimeoutException($"{this} could not be acquired within {timeouts.OperationTimeout.TotalSeconds} s, it may be held or not", late);
        }
        catch (Exception failure) when (failure is EtcdException or ObjectDisposedException)
        {
            throw new LeaseException($"{this} could not be acquired: {failure.Message}", failure);
        }
    }

    /// <summary>The name of whoever holds the lease; null: nobody does.</summary>
    /// <exception cref="LeaseException">etcd does not answer in time, or refuses.</exception>
    public async Task<string?> ReadOwnerAsync(TimeoutSettings timeouts)
    {
        using var bound = new CancellationTokenSource(timeouts.OperationTimeout, time);
        try
        {
            var present = await connection.ReadAsync(LeaseRequests.Read(key), bound.Token).ConfigureAwait(false);
            return present.Kvs.Count == 0 ? null : LeaseOwner.Read(present.Kvs[0].Value).Owner;
        }
        catch (Exception failure) when (failure is EtcdException or ObjectDisposedException or OperationCanceledException or JsonException)
        {
            throw new LeaseException($"{this} could not be read: {failure.Message}", failure);
        }
    }

    /// <summary>Gives the lease up. True: it is not this owner's any more, or never was. False: etcd does not answer, the lease ends by itself.</summary>
    public async Task<bool> ReleaseAsync(TimeoutSettings timeouts)
    {
        using var bound = new CancellationTokenSource(timeouts.OperationTimeout, time);
        try
        {
            await gate.WaitAsync(bound.Token).ConfigureAwait(false);
            try
            {
                var former = Interlocked.Exchange(ref hold, null);
                try
                {
                    await DeleteAsync(bound.Token).ConfigureAwait(false);
                }
                finally
                {
                    former?.End(reason: null);
                }

                return true;
            }
            finally
            {
                gate.Release();
            }
        }
        catch (Exception failure) when (failure is EtcdException or OperationCanceledException or ObjectDisposedException)
        {
            log.Warning("{0} could not be released, and ends by itself: {1}", this, failure.Message);
            return false;
        }
    }

    public override string ToString() => $"lease {key.ToStringUtf8()} of {owner.ToStringUtf8()}";

    private async Task<LeaseHold?> ConfirmAsync(CancellationToken cancellation)
    {
        if (hold is not { IsHeld: true } own)
        {
            return null;
        }

        if (await own.IsInEtcdAsync(cancellation).ConfigureAwait(false))
        {
            return own;
        }

        own.End(new LeaseException($"{this} was deleted or taken"));
        return null;
    }

    /// <summary>Takes the lease as soon as nobody else holds it; null when somebody still does after all patience.</summary>
    private async Task<LeaseHold?> TakeOrWaitAsync(TimeoutSettings timeouts, CancellationToken cancellation)
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            var taken = await TakeAsync(timeouts, cancellation).ConfigureAwait(false);
            if (taken is not null || time.GetElapsedTime(begin) >= patience)
            {
                return taken;
            }

            await Task.Delay(LookPause, time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<LeaseHold?> TakeAsync(TimeoutSettings timeouts, CancellationToken cancellation)
    {
        // Who only asks again and again until another one lets go shall not cost etcd a write each time.
        var present = await connection.ReadAsync(LeaseRequests.Read(key), cancellation).ConfigureAwait(false);
        if (present.Kvs.Count > 0 && present.Kvs[0].Value != owner)
        {
            return null;
        }

        var keeper = await EtcdLeaseKeeper.StartAsync(connection, timeouts.HeartbeatTimeout, time, cancellation).ConfigureAwait(false);
        var isTaken = false;
        try
        {
            var answer = await TransactAsync(LeaseRequests.Acquire(key, owner, keeper.LeaseId), cancellation).ConfigureAwait(false);
            if (isTaken = LeaseRequests.IsAcquired(answer))
            {
                Volatile.Write(ref hold, new LeaseHold(connection, keeper, key, timeouts.HeartbeatInterval, time));
                return hold;
            }

            return null;
        }
        finally
        {
            if (!isTaken)
            {
                // Without the etcd lease a transaction of which nothing was heard cannot be done later.
                _ = keeper.DisposeAsync().AsTask();
            }
        }
    }

    private async Task DeleteAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var present = await connection.ReadAsync(LeaseRequests.Read(key), cancellation).ConfigureAwait(false);
            if (present.Kvs.Count == 0 || present.Kvs[0].Value != owner)
            {
                return;
            }

            var answer = await TransactAsync(LeaseRequests.Delete(present.Kvs[0]), cancellation).ConfigureAwait(false);
            if (answer.Succeeded)
            {
                return;
            }
        }
    }

    /// <summary>Sends a transaction until its outcome is known. Only for those that may be done twice.</summary>
    private async Task<Etcdserverpb.TxnResponse> TransactAsync(Etcdserverpb.TxnRequest request, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await connection.TransactAsync(request, cancellation).ConfigureAwait(false);
            }
            catch (EtcdOutcomeUnknownException)
            {
                await Task.Delay(RetryPause, time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
