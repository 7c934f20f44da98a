using System.Net;
using System.Net.Sockets;

namespace ActorNet.Client.Tests.Fixtures;

/// <summary>A service that takes every connection and breaks it at once.</summary>
internal sealed class BreakingListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public BreakingListener()
    {
        _listener.Start();
        _running = BreakAsync();
    }

    public Uri Endpoint => new($"http://{_listener.LocalEndpoint}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task BreakAsync()
    {
        while (true)
        {
            using var connection = await _listener.AcceptSocketAsync(_stop.Token);
            connection.LingerState = new LingerOption(enable: true, seconds: 0); // RST
        }
    }
}
