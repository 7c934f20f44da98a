using System.Collections.Immutable;
using Akka.Etcd.Configuration;
using Akka.Event;

namespace Akka.Etcd.Connection;

/// <summary>
/// Which member is used. A call that fails turns to the next one; a member that owes an answer and says nothing is probed, and left for one that
/// serves. HTTP/2's own pings would be too slow for that (etcd forbids them more often than every 5 s), and say nothing about the cluster.
/// </summary>
internal sealed class MemberSelector : IAsyncDisposable
{
    /// <summary>How often the members are gone through when none answers.</summary>
    private static readonly TimeSpan PauseInVain = TimeSpan.FromMilliseconds(100);

    /// <summary>How many times as long as the member in use the others have: they must be connected to first, over TLS perhaps, and the first ends it.</summary>
    private const int RacePatience = 4;

    private readonly ImmutableArray<Uri> members;
    private readonly HttpHandlers handlers;
    private readonly TimeSpan probeInterval;
    private readonly TimeSpan probeTimeout;
    private readonly TimeProvider time;
    private readonly OutageLog outage;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock moving = new();
    private readonly Task watching;
    private MemberConnection current;
    private long lastMove;
    private int waiting;

    public MemberSelector(EtcdConnectionSettings settings, TimeProvider time, ILoggingAdapter log)
    {
        (members, probeInterval, probeTimeout, this.time) = (settings.Endpoints, settings.ProbeInterval, settings.ProbeTimeout, time);
        handlers = new HttpHandlers(settings.Tls);
        outage = new OutageLog(log, members, time);

        // Clients that start together spread over the members.
        current = Open(members[Random.Shared.Next(members.Length)]);
        watching = WatchAsync();
    }

    public MemberConnection Current => Volatile.Read(ref current);

    public bool IsStopped => stopping.IsCancellationRequested;

    /// <summary>Something begins to wait for an answer.</summary>
    public void Enter()
    {
        // The silence is counted from here, not from the last answer to an earlier call.
        if (Interlocked.Increment(ref waiting) == 1)
        {
            Current.Asked(time.GetTimestamp());
        }
    }

    /// <summary>It waits no more.</summary>
    public void Leave() => Interlocked.Decrement(ref waiting);

    /// <summary>A member answered.</summary>
    public void Heard(MemberConnection member)
    {
        member.Heard(time.GetTimestamp());
        outage.Answered(member);
    }

    /// <summary>A call to a member failed in a way that another one may do better.</summary>
    public void Failed(MemberConnection member, string reason)
    {
        if (Current == member)
        {
            Move(member, null, reason);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (moving)
        {
            stopping.Cancel();
        }

        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Current.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            var member = Current;
            var left = member.IsSuspect ? TimeSpan.Zero : probeInterval - time.GetElapsedTime(member.QuietSince);
            if (Volatile.Read(ref waiting) == 0)
            {
                await DelayAsync(probeInterval).ConfigureAwait(false);
            }
            else if (left > TimeSpan.Zero)
            {
                await DelayAsync(left).ConfigureAwait(false);
            }
            else if (!await ProbeAsync(member).ConfigureAwait(false))
            {
                await DelayAsync(probeInterval).ConfigureAwait(false);
            }
        }
    }

    /// <summary>False: no member answers.</summary>
    private async Task<bool> ProbeAsync(MemberConnection member)
    {
        member.IsSuspect = false;
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var own = member.FindProblemAsync(round.Token);
        await Task.WhenAny(own, Task.Delay(probeTimeout, time, round.Token)).ConfigureAwait(false);
        if (own.IsCompletedSuccessfully && await own.ConfigureAwait(false) is null)
        {
            Heard(member);
            return true;
        }

        var reason = own.IsCompletedSuccessfully
            ? await own.ConfigureAwait(false)
            : $"it owes an answer, and did not answer a probe within {probeTimeout.TotalMilliseconds} ms";
        return stopping.IsCancellationRequested || Current != member || await RaceAsync(member, own, reason!, round).ConfigureAwait(false);
    }

    /// <summary>
    /// Uses whoever answers first: another member, a new connection to this one (the old one may have died without a word), or this one after all,
    /// when it was we who were slow, or the cluster had no leader (what was asked before there is one may never be answered, so it is asked again).
    /// </summary>
    private async Task<bool> RaceAsync(MemberConnection member, Task<string?> own, string reason, CancellationTokenSource round)
    {
        List<MemberConnection> others = [.. members.Select(Open)];
        MemberConnection? winner = null;
        try
        {
            round.CancelAfter(probeTimeout * RacePatience);
            var probes = others.Select(async other => (Member: other, Problem: await other.FindProblemAsync(round.Token).ConfigureAwait(false)))
                .Append(WithAsync(member, own))
                .Append(WithAsync(member, member.FindProblemAsync(round.Token)));
            await foreach (var probe in Task.WhenEach(probes).ConfigureAwait(false))
            {
                if (winner is null && await probe.ConfigureAwait(false) is { Problem: null, Member: var first })
                {
                    winner = first;
                    await round.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        finally
        {
            others.Where(other => other != winner).ToList().ForEach(other => other.Dispose());
        }

        if (winner is null)
        {
            outage.NoneServes(member, reason);
            return false;
        }

        winner.Heard(time.GetTimestamp());
        if (winner != member)
        {
            Move(member, winner, reason);
        }

        outage.Answered(winner);
        return true;
    }

    private static async Task<(MemberConnection Member, string? Problem)> WithAsync(MemberConnection member, Task<string?> probe) =>
        (member, await probe.ConfigureAwait(false));

    /// <summary>Leaves a member for a connection that serves, or for the next one where none is given.</summary>
    private void Move(MemberConnection from, MemberConnection? serving, string reason)
    {
        MemberConnection left;
        lock (moving)
        {
            var isInVain = serving is null && outage.IsEachTried && time.GetElapsedTime(lastMove) < PauseInVain;
            if (current != from || isInVain || stopping.IsCancellationRequested)
            {
                left = serving ?? from;
            }
            else
            {
                left = from;
                lastMove = time.GetTimestamp();
                Volatile.Write(ref current, serving ?? Open(members[(members.IndexOf(from.Url) + 1) % members.Length]));
                outage.Left(from, current, reason);
            }
        }

        // The calls that wait for it are told outside of the lock: they call again at once.
        if (left != Current)
        {
            left.Dispose();
        }
    }

    private MemberConnection Open(Uri url) => new(url, handlers, time.GetTimestamp());

    private Task DelayAsync(TimeSpan delay) => Task.Delay(delay, time, stopping.Token);
}
