using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>systemd's end of sd_notify(3): what a service says of itself.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly ConcurrentQueue<string> _said = new();
    private readonly Thread _listener;

    public NotifySocket()
    {
        _socket.Bind(new UnixDomainSocketEndPoint(_directory["notify"]));
        _listener = new Thread(Listen);
        _listener.Start();
    }

    /// <summary>What the service needs in its environment, with a watchdog of so many seconds.</summary>
    public string[] Environment(int watchdogSeconds) => [$"NOTIFY_SOCKET={_directory["notify"]}", $"WATCHDOG_USEC={watchdogSeconds}000000"];

    public string[] Said => [.. _said];

    public int Pings => _said.Count(state => state == "WATCHDOG=1");

    public void Dispose()
    {
        _socket.Dispose();
        _listener.Join();
        _directory.Dispose();
    }

    private void Listen()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
                _said.Enqueue(Encoding.UTF8.GetString(buffer, 0, _socket.Receive(buffer)));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
