using System.Collections.Immutable;
using ActorNet.Contracts.V1;
using Grpc.Net.Client;

namespace ActorNet.Agent.Coordinators;

/// <summary>The coordinators of the options, one connection each; any of them serves every call.</summary>
internal sealed class CoordinatorSet : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// A connection can die without a word: the address that it came from is taken off the interface, say. The kernel would try for minutes;
    /// this is how long it takes to know better. Any message from the other side makes a ping unnecessary.
    /// </summary>
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(3);

    private readonly ImmutableArray<GrpcChannel> _channels;

    public CoordinatorSet(ImmutableArray<Uri> addresses)
    {
        _channels = [.. addresses.Select(Connect)];
        All = [.. addresses.Zip(_channels, (address, channel) => new Coordinator(address, new LeaseService.LeaseServiceClient(channel)))];
    }

    public ImmutableArray<Coordinator> All { get; }

    public void Dispose()
    {
        foreach (var channel in _channels)
            channel.Dispose();
    }

    private static GrpcChannel Connect(Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            UseProxy = false, // a proxy of the environment is for the outside, not for the cluster
            ConnectTimeout = ConnectTimeout,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            EnableMultipleHttp2Connections = true,
        },
        DisposeHttpClient = true,

        // The channel's own pauses between connection attempts grow to two minutes, longer than a lease may live; callers pause by themselves.
        InitialReconnectBackoff = ReconnectPause,
        MaxReconnectBackoff = ReconnectPause,
    });
}

/// <summary>One coordinator.</summary>
internal sealed record Coordinator(Uri Address, LeaseService.LeaseServiceClient Leases)
{
    public override string ToString() => Address.GetLeftPart(UriPartial.Authority);
}
