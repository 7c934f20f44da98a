using System.Net;

namespace ActorNet.Client;

/// <summary>How a <see cref="CoordinatorClient"/> finds and uses coordinators.</summary>
public sealed record CoordinatorClientOptions
{
    /// <summary>At least one. One whose host is a DNS name stands for all addresses of that name.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>What tells this client from others and decides which replica it likes best: a node's id. Default: a random one.</summary>
    public string Identity { get; init; } = Guid.NewGuid().ToString("n");

    /// <summary>The largest response, in bytes. Default: 4 MiB.</summary>
    public int MaxReceiveMessageSize { get; init; } = 4 << 20;

    /// <summary>How often names are resolved again while nothing fails, spread by a quarter. Default: 30 s.</summary>
    public TimeSpan ResolveInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the resolution of one name may take. Default: 2 s.</summary>
    public TimeSpan ResolveTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For how long, up to twice that, no replica may have failed until the client moves back to the one it likes best. Default: 1 min.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gives the addresses of a name. Default: the system's resolver.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Measures time. Default: the system's monotonic clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Spreads whatever many clients would else do at once. Used by several threads. Default: the shared one.</summary>
    public Random Random { get; init; } = Random.Shared;
}
