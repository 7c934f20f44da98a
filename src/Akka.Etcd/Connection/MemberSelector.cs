using System.Collections.Immutable;
using Akka.Event;

namespace Akka.Etcd.Connection;

/// <summary>
/// Which member is used. A call that fails turns to the next one; a member that owes an answer and says nothing is probed, and left for one that
/// serves (HTTP/2's own pings cannot be had more often than once a second in .NET, and etcd forbids them more often than every 5 s).
/// </summary>
internal sealed class MemberSelector : IAsyncDisposable
{
    private readonly ImmutableArray<EtcdMember> members;
    private readonly TimeSpan probeInterval;
    private readonly TimeSpan probeTimeout;
    private readonly TimeProvider time;
    private readonly ILoggingAdapter log;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task watching;
    private int current;
    private int waiting;

    public MemberSelector(ImmutableArray<EtcdMember> members, TimeSpan probeInterval, TimeSpan probeTimeout, TimeProvider time, ILoggingAdapter log)
    {
        (this.members, this.probeInterval, this.probeTimeout, this.time, this.log) = (members, probeInterval, probeTimeout, time, log);

        // Clients that start together spread over the members.
        current = Random.Shared.Next(members.Length);
        watching = members.Length > 1 ? WatchAsync() : Task.CompletedTask;
    }

    public EtcdMember Current => members[Volatile.Read(ref current)];

    /// <summary>Something begins to wait for an answer.</summary>
    public void Enter()
    {
        // The silence is counted from here, not from the last answer to an earlier call.
        if (Interlocked.Increment(ref waiting) == 1)
        {
            Current.Heard(time.GetTimestamp());
        }
    }

    /// <summary>It waits no more.</summary>
    public void Leave() => Interlocked.Decrement(ref waiting);

    /// <summary>A member answered.</summary>
    public void Heard(EtcdMember member) => member.Heard(time.GetTimestamp());

    /// <summary>A call to a member failed in a way that another one may do better.</summary>
    public void Failed(EtcdMember member, string reason)
    {
        var index = members.IndexOf(member);
        MoveFrom(index, (index + 1) % members.Length, reason);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(probeInterval, time);
        while (await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false))
        {
            var index = Volatile.Read(ref current);
            var member = members[index];
            if (Volatile.Read(ref waiting) == 0 || time.GetElapsedTime(member.LastHeard) < probeInterval)
            {
                continue;
            }

            if (await member.IsServingAsync(probeTimeout, stopping.Token).ConfigureAwait(false))
            {
                Heard(member);
            }
            else if (await FindServingAsync(index).ConfigureAwait(false) is { } other)
            {
                MoveFrom(index, other, $"it does not serve, and did not answer a probe within {probeTimeout.TotalMilliseconds} ms");
            }
        }
    }

    /// <summary>The first of the other members that answers; null when none does.</summary>
    private async Task<int?> FindServingAsync(int except)
    {
        using var found = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var probes = Enumerable.Range(0, members.Length).Where(index => index != except).Select(async index =>
            await members[index].IsServingAsync(probeTimeout, found.Token).ConfigureAwait(false) ? index : (int?)null);
        int? first = null;
        await foreach (var probe in Task.WhenEach(probes).ConfigureAwait(false))
        {
            if (first is null && await probe.ConfigureAwait(false) is { } index)
            {
                first = index;
                await found.CancelAsync().ConfigureAwait(false);
            }
        }

        return first;
    }

    private void MoveFrom(int from, int to, string reason)
    {
        if (from != to && Interlocked.CompareExchange(ref current, to, from) == from)
        {
            log.Warning("etcd member {0} is left for {1}: {2}", members[from].Url, members[to].Url, reason);
            Heard(members[to]);
            members[from].Abandon();
        }
    }
}
