using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Leases;

/// <summary>Reads one node's lease.</summary>
internal static class LeaseReading
{
    public static async Task<Lease> ReadLeaseAsync(this Session session, string pool, string node, CancellationToken cancellationToken)
    {
        var request = new GetLeaseRequest { Pool = pool, NodeId = node };
        var response = await session.CallAsync(
            (invoker, options) => new LeaseService.LeaseServiceClient(invoker).GetLeaseAsync(request, options),
            cancellationToken);
        return response.Lease;
    }
}
