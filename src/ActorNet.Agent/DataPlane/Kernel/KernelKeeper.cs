using System.Collections.Immutable;
using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Attesting;
using ActorNet.Agent.DataPlane.Comparing;
using ActorNet.Agent.DataPlane.Links;
using ActorNet.Agent.DataPlane.Nodes;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Kernel;

/// <summary>
/// Makes the kernel what it should be, in two ways: by reading and comparing everything, and, where only some nodes have changed, by asking for just what they change. The second trusts
/// what the first has read; whatever then goes otherwise than it should is a reason for the first.
/// </summary>
/// <param name="netlink">The connection to the host's kernel.</param>
/// <param name="beforeAddresses">Writes down addresses that are about to be set.</param>
/// <param name="log">Says what was done.</param>
internal sealed class KernelKeeper(NetlinkConnection netlink, Func<IReadOnlyList<InterfaceAddress>, Task> beforeAddresses, ChangeLog log)
{
    /// <summary>One that has lost its mark needs a pass for that, one that is made anew another and one more for its addresses; the last one reads back.</summary>
    private const int MostLinkPasses = 5;

    private const int MostTablePasses = 3;

    private Dictionary<IPNetwork, string> _foreign = [];
    private ImmutableArray<Prefix> _foreignRoutes = [];
    private HashSet<string> _troubled = [];
    private HashSet<int> _marked = [];
    private LinkIndexes _indexes;

    /// <summary>The links by which packets leave, as they were read last.</summary>
    public LinkIndexes Indexes => _indexes;

    /// <summary>Whether somebody else's route to this destination was seen.</summary>
    public bool KnowsForeign(IPNetwork destination) => _foreign.ContainsKey(destination);

    /// <summary>Compares everything, and changes what differs.</summary>
    /// <exception cref="NetlinkException">The kernel cannot be read.</exception>
    public async Task<KernelReport> CompareAsync(KernelWants wants, CancellationToken cancellationToken)
    {
        var run = new ChangeRun(netlink, beforeAddresses, log);
        var (links, linkDifference) = await MendLinksAsync(wants, run, cancellationToken);
        _indexes = links.IndexesFor(wants.State);
        var tables = await MendTablesAsync(wants, links, run, cancellationToken);

        // What the links still need is not said again by the entries that wait for them.
        var conflicts = linkDifference.Conflicts.Concat(tables.Conflicts).DistinctBy(conflict => conflict.Subject).ToList();
        _troubled = [.. conflicts.Select(conflict => conflict.Subject), .. run.Failed.Keys];
        var wrong = tables.Changes.Select(change => change.Subject).Concat(_troubled).ToHashSet(StringComparer.Ordinal);
        return new KernelReport(
            links,
            !HasTrouble(linkDifference, $"bridge {wants.State.Bridge?.Name}"),
            !links.Former.IsEmpty,
            wrong.Count(subject => subject.StartsWith("route ", StringComparison.Ordinal)) + tables.Blocked,
            wrong.Count(subject => subject.StartsWith("neighbour ", StringComparison.Ordinal) || subject.StartsWith("forwarding ", StringComparison.Ordinal)),
            run.Done,
            [.. conflicts, .. run.Failed.Values]) { ForeignRoutes = _foreignRoutes };
    }

    /// <summary>Changes what some nodes' changes change.</summary>
    /// <returns>Whether everything went as it should; if not, everything has to be compared.</returns>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    public async Task<bool> ApplyAsync(NodeChanges changes, RouteProtocol protocol, CancellationToken cancellationToken)
    {
        var difference = new Difference();
        var isSafe = NodeChangeRequests.Find(changes, _indexes, protocol, _foreign, difference) && !difference.Changes.Any(change => _troubled.Contains(change.Subject));
        if (!isSafe)
            return false;

        var run = new ChangeRun(netlink, beforeAddresses, log);
        await run.ExecuteAsync(difference, cancellationToken);
        return run.Failed.Count == 0;
    }

    private async Task<(LinkState Links, Difference Difference)> MendLinksAsync(KernelWants wants, ChangeRun run, CancellationToken cancellationToken)
    {
        for (var pass = 1; ; pass++)
        {
            var difference = new Difference();
            var links = await KernelLook.CompareLinksAsync(netlink, wants, _marked, difference, cancellationToken);
            _marked = [.. links.All.Where(link => LinkMark.IsOurs(link) || _marked.Contains(link.Index)).Select(link => link.Index)];
            if (pass == MostLinkPasses || !await run.ExecuteAsync(difference, cancellationToken))
                return (links, difference);
        }
    }

    private async Task<Difference> MendTablesAsync(KernelWants wants, LinkState links, ChangeRun run, CancellationToken cancellationToken)
    {
        for (var pass = 1; ; pass++)
        {
            var difference = new Difference();
            NoteForeign(await KernelLook.CompareTablesAsync(netlink, wants, _indexes, difference, cancellationToken), wants, links);
            if (pass == MostTablePasses || !await run.ExecuteAsync(difference, cancellationToken))
                return difference;
        }
    }

    private void NoteForeign(IReadOnlyList<Route> routes, KernelWants wants, LinkState links)
    {
        _foreignRoutes = ForeignRoutes.Of(routes, wants.Protocol, [.. links.Own]);
        _foreign = [];
        foreach (var route in routes)
        {
            if (route.Protocol != wants.Protocol && wants.Network.Any(cidr => cidr.Contains(route.Destination.BaseAddress)))
                _foreign[route.Destination] = route.ToString();
        }
    }

    private static bool HasTrouble(Difference difference, string bridge) => difference.Changes.Select(change => change.Subject).Concat(difference.Conflicts.Select(conflict => conflict.Subject))
        .Any(subject => subject == bridge || (subject.StartsWith("address ", StringComparison.Ordinal) && !subject.Contains(" of ", StringComparison.Ordinal)));
}
