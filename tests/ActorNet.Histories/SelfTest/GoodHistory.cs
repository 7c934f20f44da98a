using ActorNet.Addressing;
using ActorNet.Histories.Operations;
using ActorNet.Histories.Recording;

namespace ActorNet.Histories.SelfTest;

/// <summary>
/// A short history with everything that checkers look at, and nothing wrong: with T = 6 s, <c>a</c> gives its subnet back and <c>c</c> gets it, <c>b</c> is
/// silent and <c>d</c> gets its subnet after T + g, nobody knows of <c>e</c>, and <c>f</c> is refused.
/// </summary>
internal sealed class GoodHistory
{
    public static readonly Prefix First = Prefix.Parse("10.0.0.0/24");
    public static readonly Prefix Second = Prefix.Parse("10.0.1.0/24");

    /// <summary>After everything, and soon enough that nothing has expired.</summary>
    public static readonly long EndNs = Ns(24.5);

    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Belief = TimeToLive - TimeSpan.FromMilliseconds(170);

    private readonly List<HistoryEvent> events = [];
    private long operations;

    private GoodHistory()
    {
        Acquire("a", 1, 1, First);
        Acquire("b", 2, 2, Second);
        Renew("a", 1, 3);
        Renew("b", 2, 4);
        Release("a", 1, 5);
        Acquire("c", 3, 6, First);
        Renew("c", 3, 10);
        Renew("c", 3, 14);
        Acquire("d", 4, 16, Second);
        Ask("b", OperationVerb.Renew, 2, 16.5, number => new Failed(number, "LEASE_NOT_FOUND"));
        Ask("e", OperationVerb.Acquire, null, 17, number => new Unknown(number, "no answer in time"));
        Ask("f", OperationVerb.Acquire, null, 17.5, number => new Failed(number, "POOL_EXHAUSTED"));
        Renew("c", 3, 18);
        Renew("d", 4, 20);
        Renew("c", 3, 22);
        Look("a", First, 1, 1.3, 4.9);
        Look("c", First, 3, 6.3, 9.9);
        Ping();
        Watch();
        Events = [.. events.OrderBy(change => change.AtNs)];
    }

    public IReadOnlyList<HistoryEvent> Events { get; }

    /// <summary>What the cluster has at the end.</summary>
    public static IReadOnlyList<StoredLease> Stored { get; } = [new("c", 3, [First]), new("d", 4, [Second])];

    public static IReadOnlyList<HistoryEvent> Make() => new GoodHistory().Events;

    /// <summary>Seconds as a stamp.</summary>
    public static long Ns(double seconds) => (long)Math.Round(seconds * 1000) * 1_000_000;

    private void Acquire(string node, long epoch, double at, Prefix subnet)
    {
        Ask(node, OperationVerb.Acquire, null, at, number => new Succeeded(number, [subnet], epoch, TimeToLive));
        Add(at + 0.1, new HoldBegan(node, node, epoch, [subnet], UntilFrom(at)));
    }

    private void Renew(string node, long epoch, double at)
    {
        Ask(node, OperationVerb.Renew, epoch, at, number => new Succeeded(number, [], epoch, TimeToLive));
        Add(at + 0.1, new HoldExtended(node, UntilFrom(at)));
    }

    private void Release(string node, long epoch, double at)
    {
        Add(at, new HoldEnded(node, "released"));
        Ask(node, OperationVerb.Release, epoch, at, number => new Succeeded(number, [First], epoch));
    }

    private void Ask(string node, OperationVerb verb, long? epoch, double at, Func<long, HistoryEvent> answer)
    {
        var number = ++operations;
        Add(at, new Invoked(number, node, node, string.Empty, verb, epoch));
        Add(at + 0.1, answer(number));
    }

    private void Look(string host, Prefix subnet, long epoch, double from, double to)
    {
        for (var at = from; at < to; at += 0.5)
        {
            Add(at, new Observed(host, [subnet], epoch));
        }
    }

    /// <summary>One packet is lost while the link is down.</summary>
    private void Ping()
    {
        Add(7.5, new FaultBegan("link down", "c"));
        Add(8.5, new FaultEnded("link down", "c"));
        for (var second = 1; second <= 20; second++)
        {
            Add(second, new PacketSent("c", "d", second));
            if (second != 8)
            {
                Add(second + 0.001, new PacketReceived("c", "d", second));
            }
        }
    }

    /// <summary>From the revisions of <see cref="GoodJournal"/>: a snapshot with <c>a</c>, then everything that follows, with one reconnect.</summary>
    private void Watch()
    {
        var at = 1.5;
        var granted = GoodJournal.Changes.ToDictionary(step => $"{(step.IsPut ? '+' : '-')}{step.Lease.Node}");
        Add(at, new Watched("w", 0, WatchStep.Resume));
        Add(at + 0.01, new Watched("w", granted["+a"].Revision, WatchStep.SnapshotBegin));
        Show("+a", at + 0.02);
        Add(at + 0.03, new Watched("w", granted["+a"].Revision, WatchStep.SnapshotEnd));
        Show("+b", 2.2);
        Show("-a", 5.2);
        Add(5.3, new Watched("w", granted["-a"].Revision, WatchStep.Progress));
        Add(5.4, new Watched("w", granted["-a"].Revision, WatchStep.Resume));
        Show("+c", 6.2);
        Show("-b", 15.9);
        Show("+d", 16.2);
        Add(16.3, new Watched("w", granted["+d"].Revision, WatchStep.Progress));

        void Show(string change, double when)
        {
            var step = granted[change];
            Add(when, new Watched("w", step.Revision, step.IsPut ? WatchStep.Put : WatchStep.Delete, step.Lease.Node, step.Lease.Subnets, step.Lease.Epoch));
        }
    }

    private static long UntilFrom(double sentAt) => Ns(sentAt + Belief.TotalSeconds);

    private void Add(double at, HistoryEvent change) => events.Add(change with { AtNs = Ns(at) });
}
