using System.Net;
using System.Net.Sockets;

namespace ActorNet.Agent.Status;

/// <summary>Asks the agent that runs on this node, over the socket in its state directory.</summary>
internal sealed class StatusClient(string socket) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectCallback = (_, cancellation) => ConnectAsync(socket, cancellation) }) { Timeout = Patience };

    /// <summary>Whether the node is ready.</summary>
    /// <exception cref="StatusUnavailableException">No agent answers.</exception>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        using var ready = await _http.GetAsync(new Uri("http://agent/readyz"), cancellationToken);
        return ready.StatusCode == HttpStatusCode.OK;
    });

    /// <summary>A page, see <see cref="StatusPages"/>.</summary>
    /// <exception cref="StatusUnavailableException">No agent answers.</exception>
    public Task<string> ReadAsync(string page, CancellationToken cancellationToken) => AskAsync(() => _http.GetStringAsync(new Uri($"http://agent{page}"), cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        if (!File.Exists(socket))
            throw new StatusUnavailableException($"there is no socket {socket}");

        try
        {
            return await ask();
        }
        catch (Exception exception) when (exception is HttpRequestException or ArgumentOutOfRangeException || exception is TaskCanceledException { InnerException: TimeoutException })
        {
            throw new StatusUnavailableException($"nobody answers at {socket}: {exception.GetBaseException().Message}");
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>No agent answers; the message says where it was looked for.</summary>
internal sealed class StatusUnavailableException(string message) : Exception(message);
