using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Akka.Persistence.Etcd.Tests.Support;

/// <summary>Stands between a client and an etcd, and does to the bytes what networks do.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, Socket> connections = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Uri target;
    private readonly Task accepting;
    private volatile TaskCompletionSource answersPass = Passed();
    private volatile bool answersAreLost;
    private long untilHeld = long.MaxValue;

    public TcpProxy(string target)
    {
        this.target = new Uri(target);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>What the client is given in etcd's place.</summary>
    public string Url => $"http://{listener.LocalEndpoint}";

    /// <summary>From now on requests arrive and answers wait, until <see cref="Heal"/>.</summary>
    public void HoldAnswers() => answersPass = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>As <see cref="HoldAnswers"/>, as soon as requests of so many bytes more have come.</summary>
    public void HoldAnswersAfter(long bytes) => Interlocked.Exchange(ref untilHeld, bytes);

    /// <summary>From now on requests arrive and answers are thrown away, until <see cref="Heal"/>, which cuts the connections.</summary>
    public void LoseAnswers() => answersAreLost = true;

    /// <summary>Cuts all connections; new ones can be made.</summary>
    public void Cut()
    {
        foreach (var (client, server) in connections)
        {
            client.Dispose();
            server.Dispose();
        }
    }

    /// <summary>All is well again. Where bytes were lost, the connections are cut.</summary>
    public void Heal()
    {
        Interlocked.Exchange(ref untilHeld, long.MaxValue);
        if (answersAreLost)
        {
            answersAreLost = false;
            Cut();
        }

        answersPass.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        Heal();
        Cut();
        stopping.Dispose();
    }

    private static TaskCompletionSource Passed()
    {
        var passed = new TaskCompletionSource();
        passed.SetResult();
        return passed;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(stopping.Token);
                _ = ConnectAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ConnectAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        connections[client] = server;
        try
        {
            await server.ConnectAsync(target.Host, target.Port, stopping.Token);
            await Task.WhenAny(PumpAsync(client, server, isAnswer: false), PumpAsync(server, client, isAnswer: true)).Unwrap();
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of them is gone, and so will the other be.
        }
        finally
        {
            connections.TryRemove(client, out _);
            client.Dispose();
            server.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[1 << 16];
        while (await from.ReceiveAsync(buffer, stopping.Token) is var length and > 0)
        {
            if (!isAnswer && Interlocked.Add(ref untilHeld, -length) is var left && left <= 0 && left + length > 0)
            {
                HoldAnswers();
            }

            if (isAnswer)
            {
                await answersPass.Task.WaitAsync(stopping.Token);
            }

            for (var sent = 0; sent < length && !(isAnswer && answersAreLost);)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), stopping.Token);
            }
        }
    }
}
