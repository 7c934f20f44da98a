using System.Net;
using System.Net.Sockets;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.State;
using ActorNet.Agent.Status;

namespace ActorNet.Agent.Commands;

/// <summary><c>actornet-agent status</c>: asks the agent that runs on this node, over the socket in its state directory, and shows what it says.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Does it; the exit code says whether the node is ready.</summary>
    public static async Task<int> RunAsync(AgentOptions options, bool asJson, CancellationToken cancellationToken)
    {
        var path = StateDirectory.SocketIn(options.StateDirectory);
        if (!File.Exists(path))
            return Fail($"there is no socket {path}", options);

        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(path, token) }) { Timeout = Patience };
        try
        {
            using var ready = await client.GetAsync(new Uri("http://agent/readyz"), cancellationToken);
            Console.Out.Write(await client.GetStringAsync(new Uri($"http://agent{(asJson ? StatusPages.Json : StatusPages.Table)}"), cancellationToken));
            return ready.StatusCode == HttpStatusCode.OK ? ExitCodes.Success : ExitCodes.NotReady;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or ArgumentOutOfRangeException && !cancellationToken.IsCancellationRequested)
        {
            return Fail($"nobody answers at {path}: {exception.GetBaseException().Message}", options);
        }
    }

    private static int Fail(string what, AgentOptions options)
    {
        Console.Error.WriteLine($"actornet-agent: {what}. Does an agent run, with {OptionCatalogue.StateDirectory.Flag} {options.StateDirectory}, and may this user ask it?");
        return ExitCodes.Failure;
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
