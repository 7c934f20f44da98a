using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>What an agent serves on the socket in its state directory.</summary>
internal sealed class AgentPages(string socket)
{
    public Task<(HttpStatusCode Status, string Content)> ReadAsync(string path) =>
        ReadAsync(path, () =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            connection.Connect(new UnixDomainSocketEndPoint(socket));
            return connection;
        });

    public async Task<JsonNode> StatusAsync() => JsonNode.Parse((await ReadAsync("/status.json")).Content)!;

    /// <summary>Waits until a page has this status; a socket that is not there yet has none.</summary>
    public async Task<string> BecomesAsync(string path, HttpStatusCode status, Func<string> log)
    {
        var latest = "";
        await Eventually.IsTrue(
            async () =>
            {
                try
                {
                    (var found, latest) = await ReadAsync(path);
                    return found == status;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            $"{path} is {status}",
            () => $"{latest}{log()}");
        return latest;
    }

    /// <summary>Reads what is served at a TCP address in a host's namespace.</summary>
    public static Task<(HttpStatusCode Status, string Content)> ReadAsync(Host host, IPEndPoint address, string path) => ReadAsync(path, () => NamespaceSocket.Connect(host.Namespace, address));

    private static async Task<(HttpStatusCode Status, string Content)> ReadAsync(string path, Func<Socket> connect)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new NetworkStream(connect(), ownsSocket: true)) });
        using var answer = await client.GetAsync(new Uri($"http://agent{path}"), TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
