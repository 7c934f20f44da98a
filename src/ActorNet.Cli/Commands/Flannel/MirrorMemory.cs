using ActorNet.Flannel;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>What a mirror remembers from one pass to the next. It can forget all of it at any time: then it waits longer.</summary>
/// <param name="time">The clock.</param>
/// <param name="quarantine">How long a range outside of flannel's stays reserved after its key has gone.</param>
/// <param name="etcdLease">The etcd lease of the keys that may end.</param>
internal sealed class MirrorMemory(TimeProvider time, TimeSpan quarantine, long etcdLease)
{
    // A flanneld whose key was taken over while it runs writes it again: not to be answered at once, for it would answer as well.
    private static readonly TimeSpan BetweenTakeovers = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestBetweenRenewals = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, long> _takenOver = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _renewed = new(StringComparer.Ordinal);
    private readonly Dictionary<long, long> _absent = [];

    /// <summary>The etcd lease of the keys that may end.</summary>
    public long EtcdLease { get; } = etcdLease;

    /// <summary>Each configuration that was there since the start: a flanneld that runs goes by the one that it has read.</summary>
    public HashSet<FlannelFamily> Seen { get; } = [];

    /// <summary>The present one, or the last that could be read.</summary>
    public FlannelNetwork? Network { get; private set; }

    public IEnumerable<FlannelNetwork> Networks => Network is { } network ? [network with { Families = [.. Seen] }] : [];

    public void See(FlannelNetwork network)
    {
        Network = network;
        Seen.UnionWith(network.Families);
    }

    /// <summary>Whether a key may be taken over now; it counts as done.</summary>
    public bool TryTakeOver(string name) => IsDue(_takenOver, name, BetweenTakeovers);

    /// <summary>Whether a lease is to be renewed now; it counts as done.</summary>
    public bool TryRenew(string holder, TimeSpan timeToLive) => IsDue(_renewed, holder, timeToLive / 3 < LongestBetweenRenewals ? timeToLive / 3 : LongestBetweenRenewals);

    /// <summary>Forgets that it was done.</summary>
    public void NotRenewed(string holder) => _renewed.Remove(holder);

    /// <summary>Whether a reservation's key has been gone for as long as the quarantine. Time in which no mirror looked does not count.</summary>
    public bool IsOver(long reservation)
    {
        if (_absent.TryGetValue(reservation, out var since))
            return time.GetElapsedTime(since) >= quarantine;

        _absent[reservation] = time.GetTimestamp();
        return quarantine <= TimeSpan.Zero;
    }

    /// <summary>Its key is there.</summary>
    public void Present(long reservation) => _absent.Remove(reservation);

    private bool IsDue(Dictionary<string, long> done, string name, TimeSpan interval)
    {
        if (done.TryGetValue(name, out var last) && time.GetElapsedTime(last) < interval)
            return false;

        done[name] = time.GetTimestamp();
        return true;
    }
}
