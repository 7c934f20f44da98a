using System.Net;
using ActorNet.Chaos.Pausing;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Grpc.Core;
using Grpc.Net.Client;

namespace ActorNet.Chaos.Lab;

/// <summary>A coordinator on a host of its own, under a supervisor.</summary>
internal sealed class Coordinator : IAsyncDisposable
{
    private const int Port = 7410;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly NetworkNamespace host;
    private readonly string[] options;
    private readonly GrpcChannel channel;

    /// <summary>One that is not running yet.</summary>
    /// <param name="number">Its host's number.</param>
    /// <param name="host">Its host.</param>
    /// <param name="clients">The host from which it is asked.</param>
    /// <param name="pausePoints">Where it can be made to stop.</param>
    /// <param name="options">Its options but for the address.</param>
    public Coordinator(int number, NetworkNamespace host, NetworkNamespace clients, PausePoints pausePoints, string[] options)
    {
        (Number, this.host, this.options, PausePoints) = (number, host, options, pausePoints);
        var address = new IPEndPoint(IPAddress.Parse(Network.AddressOf(number)), Port);
        Url = $"http://{address}";
        channel = Connect(address, clients);
        Program = new SupervisedProgram(Name, Run);
    }

    public int Number { get; }

    public string Name => $"coordinator {Number}";

    public string Url { get; }

    public SupervisedProgram Program { get; }

    public PausePoints PausePoints { get; }

    /// <summary>What its environment gets at its next start.</summary>
    public IReadOnlyList<string> Environment { get; set; } = [];

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

    /// <summary>All leases of a pool that are held, by its word; null when it does not say.</summary>
    public async Task<IReadOnlyList<Lease>?> FindLeasesAsync(string pool)
    {
        var leases = new List<Lease>();
        var request = new ListLeasesRequest { Pool = pool, PageSize = 1000 };
        try
        {
            while (true)
            {
                var page = await new LeaseService.LeaseServiceClient(channel).ListLeasesAsync(request, deadline: DateTime.UtcNow + Patience);
                leases.AddRange(page.Leases);
                if (page.NextPageToken.Length == 0)
                {
                    return leases;
                }

                request.PageToken = page.NextPageToken;
            }
        }
        catch (RpcException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        channel.Dispose();
    }

    /// <summary>A connection of a client's own, from a host.</summary>
    public static GrpcChannel Connect(IPEndPoint address, NetworkNamespace from) => GrpcChannel.ForAddress($"http://{address}", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellation) => NamespaceSocket.ConnectAsync(from, address, cancellation),
            ConnectTimeout = TimeSpan.FromSeconds(2),
            KeepAlivePingDelay = TimeSpan.FromSeconds(2),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(3),
        },
        DisposeHttpClient = true,
        MaxReconnectBackoff = TimeSpan.FromSeconds(1),
    });

    private RunningProgram Run() => RunningProgram.StartIn(
        host, "env", [.. PausePoints.Environment, .. Environment, Programs.Coordinator, "--listen", $"{Network.AddressOf(Number)}:{Port}", .. options]);
}
