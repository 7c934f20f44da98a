using System.Collections.Frozen;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Peers;
using ActorNet.Client;
using ActorNet.Client.Calls;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Checking;

/// <summary>Asks the coordinators for all leases of a pool.</summary>
internal static class ClusterReader
{
    private const int PageSize = 5000;

    /// <summary>Of a listing that has no end no more is read.</summary>
    private const int MostLeases = 1 << 18;
    private static readonly CallSettings Patience = new(TimeSpan.FromSeconds(5));

    /// <summary>Asks.</summary>
    /// <param name="client">The way to the coordinators.</param>
    /// <param name="pool">The pool; empty for the one that is meant where none is named.</param>
    /// <param name="node">This node.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ClusterView> ReadAsync(CoordinatorClient client, string pool, NodeId node, CancellationToken cancellationToken)
    {
        try
        {
            return ToView(await ListAsync(client, pool.Length > 0 ? pool : "default", cancellationToken), node);
        }
        catch (CoordinatorCallException exception)
        {
            return ClusterView.Unknown(exception.Message);
        }
    }

    private static async Task<List<Lease>> ListAsync(CoordinatorClient client, string pool, CancellationToken cancellationToken)
    {
        var leases = new List<Lease>();
        var request = new ListLeasesRequest { Pool = pool, PageSize = PageSize };
        do
        {
            var page = await client.CallAsync((invoker, options) => new LeaseService.LeaseServiceClient(invoker).ListLeasesAsync(request, options), Patience, cancellationToken);
            leases.AddRange(page.Value.Leases);
            request.PageToken = page.Value.Leases.Count > 0 ? page.Value.NextPageToken : "";
        }
        while (request.PageToken.Length > 0 && leases.Count < MostLeases);
        return leases;
    }

    /// <summary>Of two claims to the same ground the one with the higher epoch counts, as it does for the agent.</summary>
    private static ClusterView ToView(List<Lease> leases, NodeId node)
    {
        var table = new PeerTable();
        var silent = new HashSet<NodeId>();
        foreach (var lease in leases)
        {
            if (!PeerReader.TryRead(lease, out var peer, out _))
                continue;

            table.Put(peer);
            if (lease.State != LeaseState.Active)
                silent.Add(peer.Node);
        }

        return new ClusterView(leases.Find(lease => lease.NodeId == node.Value), [.. table.Live.Where(peer => peer.Node != node)], silent.ToFrozenSet(), Fault: null);
    }
}
