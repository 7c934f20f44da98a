using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Grpc.Core;
using Grpc.Net.Client;

namespace ActorNet.Integration.Cluster;

/// <summary>A coordinator under a supervisor, which does not run until its program is started.</summary>
/// <param name="name">What to call it in evidence.</param>
/// <param name="start">Starts the process.</param>
/// <param name="channel">To its services; closed with it.</param>
internal sealed class Replica(string name, Func<RunningProgram> start, GrpcChannel channel) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public SupervisedProgram Program { get; } = new(name, start);

    public CallInvoker Invoker => channel.CreateCallInvoker();

    /// <summary>What it says of the cluster; null when it says nothing.</summary>
    public async Task<GetStatusResponse?> FindStatusAsync()
    {
        try
        {
            return await new ClusterService.ClusterServiceClient(channel).GetStatusAsync(new GetStatusRequest(), deadline: DateTime.UtcNow + Patience);
        }
        catch (RpcException)
        {
            return null;
        }
    }

    /// <summary>All leases that are not quarantined, and up to which revision.</summary>
    public async Task<(IReadOnlyList<Lease> Leases, long Revision)> ListAsync()
    {
        var leases = new List<Lease>();
        var request = new ListLeasesRequest { PageSize = 100, States = { LeaseState.Active, LeaseState.Suspect, LeaseState.Revoked } };
        while (true)
        {
            var page = await new LeaseService.LeaseServiceClient(channel).ListLeasesAsync(request, deadline: DateTime.UtcNow + (20 * Patience));
            leases.AddRange(page.Leases);
            if (page.NextPageToken.Length == 0)
            {
                return (leases, page.Revision);
            }

            request.PageToken = page.NextPageToken;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        channel.Dispose();
    }
}
