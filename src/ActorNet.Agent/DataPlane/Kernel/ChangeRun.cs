using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Kernel;

/// <summary>The changes of one comparison, however many passes it takes. What the kernel has refused once is not asked for again in it, and holds up nothing else.</summary>
internal sealed class ChangeRun(NetlinkConnection netlink, Func<IReadOnlyList<InterfaceAddress>, Task> beforeAddresses, ChangeLog log)
{
    private readonly Dictionary<string, Problem> _failed = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectKind, int> _done = [];

    /// <summary>What the kernel refused, by subject.</summary>
    public IReadOnlyDictionary<string, Problem> Failed => _failed;

    /// <summary>How many changes were made.</summary>
    public IReadOnlyDictionary<ObjectKind, int> Done => _done;

    /// <summary>Makes the changes, in one batch.</summary>
    /// <returns>Whether there were any to make.</returns>
    public async Task<bool> ExecuteAsync(Difference difference, CancellationToken cancellationToken)
    {
        var changes = _failed.Count == 0 ? difference.Changes : [.. difference.Changes.Where(change => !_failed.ContainsKey(change.Subject))];
        if (changes.Count == 0)
            return false;

        List<InterfaceAddress> addresses = [.. changes.Where(change => change.SetsAddress is not null).Select(change => change.SetsAddress!.Value)];
        if (addresses.Count > 0)
            await beforeAddresses(addresses);

        var results = await netlink.ExecuteAsync([.. changes.Select(change => change.Request)], cancellationToken);
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Succeeded)
                _done[changes[i].Kind] = _done.GetValueOrDefault(changes[i].Kind) + 1;
            else if (!WasGone(results[i]) && !_failed.ContainsKey(changes[i].Subject))
                _failed.Add(changes[i].Subject, await Refusals.ExplainAsync(netlink, changes[i], results[i], cancellationToken));
        }

        log.Changed(changes, results);
        return true;
    }

    /// <summary>Gone already: that is what was wanted.</summary>
    private static bool WasGone(NetlinkResult result) =>
        result.Request.Verb.EndsWith("delete", StringComparison.Ordinal)
        && result.Errno is Errno.ESRCH or Errno.EADDRNOTAVAIL or Errno.ENOENT or Errno.ENODEV;
}
