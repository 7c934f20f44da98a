using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Liveness;
using ActorNet.Agent.Serving;
using ActorNet.Agent.State;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Status;

/// <summary>Serves the status pages: over HTTP where the options say so, and to the command <c>status</c> over a socket in the state directory.</summary>
internal sealed partial class StatusServer(AgentOptions options, StatusReporter reporter, Heartbeats heartbeats, ILoggerFactory loggers)
{
    /// <summary>sun_path with its end (unix(7)).</summary>
    private const int LongestSocketPath = 107;

    private readonly ILogger _logger = loggers.CreateLogger<StatusServer>();

    /// <summary>Serves at every address, each by itself, until cancelled.</summary>
    public IEnumerable<Task> Run(CancellationToken cancellationToken) => Addresses().Select(address =>
        new PageListener(address, path => StatusPages.Find(reporter, path), heartbeats, loggers.CreateLogger<PageListener>()).RunAsync(cancellationToken));

    private IEnumerable<EndPoint> Addresses()
    {
        if (options.StatusAddress is { } address)
            yield return address;

        var socket = StateDirectory.SocketIn(options.StateDirectory);
        if (Encoding.UTF8.GetByteCount(socket) <= LongestSocketPath)
            yield return new UnixDomainSocketEndPoint(socket);
        else
            Log.NoSocket(_logger, socket, LongestSocketPath);
    }

    private static partial class Log
    {
        [LoggerMessage(552, LogLevel.Warning, "The path {Path} is too long for a socket ({Longest} bytes): the command status will find no agent.")]
        public static partial void NoSocket(ILogger logger, string path, int longest);
    }
}
