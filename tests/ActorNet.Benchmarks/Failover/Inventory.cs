using ActorNet.Contracts.V1;

namespace ActorNet.Benchmarks.Failover;

/// <summary>What there is in the end, against what was acknowledged.</summary>
internal static class Inventory
{
    private const int PageSize = 1_000;

    /// <summary>Says what is wrong.</summary>
    public static async Task<IReadOnlyList<string>> CompareAsync(LeaseService.LeaseServiceClient client, IReadOnlyCollection<Lease> acknowledged)
    {
        var there = new Dictionary<string, Lease>(StringComparer.Ordinal);
        var request = new ListLeasesRequest { Pool = "default", PageSize = PageSize };
        do
        {
            var page = await client.ListLeasesAsync(request);
            foreach (var lease in page.Leases)
            {
                there.Add(lease.NodeId, lease);
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        var shared = there.Values.SelectMany(lease => lease.Subnets).GroupBy(subnet => subnet, StringComparer.Ordinal).Where(holders => holders.Count() > 1);
        return
        [
            .. acknowledged.Where(lease => !there.ContainsKey(lease.NodeId)).Select(lease => $"the lease of {lease.NodeId} is gone"),
            .. acknowledged
                .Where(lease => there.TryGetValue(lease.NodeId, out var now) && (now.Epoch != lease.Epoch || !now.Subnets.SequenceEqual(lease.Subnets, StringComparer.Ordinal)))
                .Select(lease => $"the lease of {lease.NodeId} was {lease} and is {there[lease.NodeId]}"),
            .. shared.Select(subnet => $"{subnet.Key} has several holders"),
        ];
    }
}
