using System.Collections.Immutable;
using Akka.Event;

namespace Akka.Etcd.Connection;

/// <summary>
/// Tells the operator what becomes of the members, in a bounded number of lines however long an outage is and however many calls fail in it.
/// Thread-safe.
/// </summary>
internal sealed class OutageLog(ILoggingAdapter log, ImmutableArray<Uri> members, TimeProvider time)
{
    private readonly Lock gate = new();
    private int fruitless;
    private long since;
    private volatile bool isOpen;
    private bool isAnnounced;

    /// <summary>Whether every member has been left in vain since the last answer.</summary>
    public bool IsEachTried
    {
        get
        {
            lock (gate)
            {
                return fruitless >= members.Length;
            }
        }
    }

    /// <summary>A member is left for another one, or for another connection to the same.</summary>
    public void Left(MemberConnection from, MemberConnection to, string reason)
    {
        lock (gate)
        {
            Begin(from.WasHeard);
            fruitless++;
            if (fruitless < members.Length || to.WasHeard)
            {
                log.Warning("etcd member {0} is left for {1}: {2}", from.Url, to.Url == from.Url ? "a new connection" : to.Url.ToString(), reason);
            }
            else
            {
                Announce(from, reason);
            }
        }
    }

    /// <summary>The member in use does not serve, and no other one does.</summary>
    public void NoneServes(MemberConnection inUse, string reason)
    {
        lock (gate)
        {
            Begin(isAnew: false);
            Announce(inUse, reason);
        }
    }

    /// <summary>A member answered.</summary>
    public void Answered(MemberConnection member)
    {
        if (!isOpen)
        {
            return;
        }

        lock (gate)
        {
            if (isAnnounced)
            {
                log.Info("etcd member {0} serves again, after {1:0.0} s", member.Url, time.GetElapsedTime(since).TotalSeconds);
            }

            (fruitless, isAnnounced, isOpen) = (0, false, false);
        }
    }

    private void Begin(bool isAnew)
    {
        if (!isOpen || isAnew)
        {
            (fruitless, isAnnounced, isOpen, since) = (0, false, true, time.GetTimestamp());
        }
    }

    private void Announce(MemberConnection last, string reason)
    {
        if (!isAnnounced)
        {
            isAnnounced = true;
            log.Warning("no etcd member serves ({0}); trying on. The last tried, {1}: {2}", string.Join(", ", members), last.Url, reason);
        }
    }
}
