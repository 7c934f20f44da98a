using System.Net;
using System.Net.Sockets;
using ActorNet.Agent.Liveness;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Serving;

/// <summary>
/// Serves pages over HTTP at one address: GET and HEAD, one request a connection. A server of 100 lines, because the one of ASP.NET Core
/// would be half of the binary (decision 22). What a stranger can do is bounded: so many connections, so long, so many bytes.
/// </summary>
/// <param name="address">A TCP address, or a socket in a directory that nobody else has.</param>
/// <param name="pages">Gives the page of a path; null: there is none.</param>
/// <param name="heartbeats">Beats among them while connections are taken.</param>
/// <param name="logger">Where trouble is told.</param>
internal sealed partial class PageListener(EndPoint address, Func<string, Page?> pages, Heartbeats heartbeats, ILogger<PageListener> logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private const int MostConnections = 16;
    private const int MostBytes = 8192;

    /// <summary>For a whole request and its answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private int _connections;
    private string? _failure;

    /// <summary>Runs until cancelled. An address that cannot be had (somebody else uses it, say) is tried again; the agent does its work without.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var heartbeat = heartbeats.Add($"pages at {address}", 2 * LongestWait);
        while (!cancellationToken.IsCancellationRequested)
        {
            heartbeat.Beat();
            try
            {
                using var socket = Listen();
                _failure = null;
                await AcceptAsync(socket, heartbeat, cancellationToken);
            }
            catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
            {
                NoteFailure(exception.Message);
                await Task.Delay(Retry, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // The agent stops.
            }
        }
    }

    private Socket Listen()
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (address is UnixDomainSocketEndPoint)
                File.Delete(address.ToString()!); // what a killed agent has left
            socket.Bind(address);
            socket.Listen(MostConnections);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync(Socket socket, Heartbeat heartbeat, CancellationToken cancellationToken)
    {
        var accepting = socket.AcceptAsync(cancellationToken).AsTask();
        while (true)
        {
            heartbeat.Beat();
            await ((Task)accepting).WaitAsync(LongestWait, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!accepting.IsCompleted)
                continue;

            var connection = await accepting;
            accepting = socket.AcceptAsync(cancellationToken).AsTask();
            if (Interlocked.Increment(ref _connections) <= MostConnections)
                _ = ServeAsync(connection, cancellationToken);
            else
                End(connection);
        }
    }

    private async Task ServeAsync(Socket connection, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Patience);
        try
        {
            var (page, withContent) = Answer(await ReceiveHeadAsync(connection, bound.Token));
            for (ReadOnlyMemory<byte> left = page.Encode(withContent); !left.IsEmpty;)
                left = left[await connection.SendAsync(left, bound.Token)..];
            connection.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // Whoever asked has gone, or is too slow.
        }
        finally
        {
            End(connection);
        }
    }

    private void End(Socket connection)
    {
        connection.Dispose();
        Interlocked.Decrement(ref _connections);
    }

    /// <summary>What has come when the head is complete, the peer says no more, or it is too long.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReceiveHeadAsync(Socket connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes];
        var length = 0;
        while (length < buffer.Length && !RequestHead.IsComplete(buffer.AsSpan(0, length)))
        {
            var count = await connection.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
                break;
            length += count;
        }

        return buffer.AsMemory(0, length);
    }

    private (Page Page, bool WithContent) Answer(ReadOnlyMemory<byte> received)
    {
        if (!RequestHead.IsComplete(received.Span) && received.Length == MostBytes)
            return (Page.Text(HttpStatusCode.RequestHeaderFieldsTooLarge, $"the head of a request may have {MostBytes} bytes\n"), true);
        if (!RequestHead.IsComplete(received.Span) || !RequestHead.TryParse(received.Span, out var head))
            return (Page.Text(HttpStatusCode.BadRequest, "this is no request of HTTP/1.1\n"), true);

        var page = head.Method is "GET" or "HEAD"
            ? pages(head.Path) ?? Page.Text(HttpStatusCode.NotFound, $"there is no page {head.Path}\n")
            : Page.Text(HttpStatusCode.MethodNotAllowed, $"{head.Method} is not served, only GET and HEAD\n");
        return (page, head.Method != "HEAD");
    }

    private void NoteFailure(string failure)
    {
        if (failure != _failure)
            Log.NotServing(logger, address, failure);
        _failure = failure;
    }

    private static partial class Log
    {
        [LoggerMessage(560, LogLevel.Error, "Status and metrics are not served at {Address} ({Reason}); it is tried again.")]
        public static partial void NotServing(ILogger logger, EndPoint address, string reason);
    }
}
