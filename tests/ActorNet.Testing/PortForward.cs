using System.Net;
using System.Net.Sockets;

namespace ActorNet.Testing;

/// <summary>A port on loopback that leads to an address inside another namespace, for programs that cannot be told to open their sockets there.</summary>
public sealed class PortForward : IAsyncDisposable
{
    private readonly NetworkNamespace host;
    private readonly IPEndPoint target;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;

    private PortForward(NetworkNamespace host, IPEndPoint target)
    {
        (this.host, this.target) = (host, target);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The port.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Starts one.</summary>
    /// <param name="host">From which host the target is reached.</param>
    /// <param name="target">The address there.</param>
    public static PortForward To(NetworkNamespace host, IPEndPoint target) => new(host, target);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                connections.Add(ForwardAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(connections);
            }
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var near = client.GetStream();
                await using var far = await NamespaceSocket.ConnectAsync(host, target, stopping.Token);
                await Task.WhenAny(near.CopyToAsync(far, stopping.Token), far.CopyToAsync(near, stopping.Token));
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // One of the two has gone; the other one hears it by the end of its connection.
            }
        }
    }
}
