using System.Net;
using System.Net.Sockets;

namespace ActorNet.Cli.Tests.Fixtures;

/// <summary>Endpoints without a service.</summary>
internal static class Ports
{
    /// <summary>Port 1 (tcpmux) on loopback: connections are refused at once.</summary>
    public const string NobodyListens = "http://127.0.0.1:1";

    /// <summary>Port 2 (compressnet).</summary>
    public const string NobodyListensEither = "http://127.0.0.1:2";

    /// <summary>A listener that takes connections and never says anything, like a paused process.</summary>
    public static TcpListener Hung(out string endpoint)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        endpoint = $"http://{listener.LocalEndpoint}";
        return listener;
    }
}
