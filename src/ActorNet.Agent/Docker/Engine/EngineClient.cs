using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorNet.Addressing;

namespace ActorNet.Agent.Docker.Engine;

/// <summary>Talks to the engine over its Unix socket (Docker Engine API). Without a version in the path the engine takes its own, so old and new ones are served alike.</summary>
internal sealed class EngineClient : IDisposable
{
    private const long MostContent = 64 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The longest that anything is waited for: a container is given as long to stop as it says itself, and the engine waits for all of that.</summary>
    public static readonly TimeSpan StopPatience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;

    public EngineClient(string socket) => _http = new HttpClient(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                return new NetworkStream(connection, ownsSocket: true);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        },
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1), // an engine that was restarted has another socket
        UseProxy = false,
    })
    {
        BaseAddress = new Uri("http://docker"),
        MaxResponseContentBufferSize = MostContent,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Reads all that matters here.</summary>
    /// <exception cref="EngineException">It does not answer, or with something else.</exception>
    public async Task<EngineView> ViewAsync(EngineProcess process, CancellationToken cancellationToken)
    {
        var info = await GetAsync("/info", EngineJson.Default.InfoAnswer, cancellationToken);
        var networks = await GetAsync("/networks", EngineJson.Default.NetworkAnswerArray, cancellationToken);
        var containers = await GetAsync("/containers/json", EngineJson.Default.ContainerAnswerArray, cancellationToken);
        return new EngineView(
            process,
            info.ServerVersion ?? "unknown",
            info.LiveRestoreEnabled,
            [.. networks.Select(ToNetwork)],
            [.. containers.Where(container => container.Id is not null).Select(container => new EngineContainer(container.Id!, NameOf(container.Names?.FirstOrDefault(), container.Id!)))],
            Prefixes(info.DefaultAddressPools?.Select(pool => pool.Base)));
    }

    /// <summary>Reads containers in detail, the oldest first, without those that are gone by now.</summary>
    /// <exception cref="EngineException">It does not answer.</exception>
    public async Task<ImmutableArray<EngineContainerDetail>> InspectAsync(IEnumerable<EngineContainer> containers, Action beat, CancellationToken cancellationToken)
    {
        var details = new List<EngineContainerDetail>();
        foreach (var container in containers)
        {
            beat();
            try
            {
                details.Add(await InspectAsync(container.Id, cancellationToken));
            }
            catch (EngineException exception) when (exception.IsGone)
            {
                // It has ended meanwhile.
            }
        }

        return [.. details.OrderBy(container => container.StartedAt)];
    }

    /// <summary>Stops a container as it wants to be stopped; one that does not run is stopped.</summary>
    /// <exception cref="EngineException">It does not stop.</exception>
    public Task StopAsync(string container, CancellationToken cancellationToken) => PostAsync($"/containers/{container}/stop", StopPatience, cancellationToken);

    /// <summary>Starts a container; one that runs is started.</summary>
    /// <exception cref="EngineException">It does not start.</exception>
    public Task StartAsync(string container, CancellationToken cancellationToken) => PostAsync($"/containers/{container}/start", StartPatience, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<EngineContainerDetail> InspectAsync(string container, CancellationToken cancellationToken)
    {
        var detail = await GetAsync($"/containers/{container}/json", EngineJson.Default.ContainerDetailAnswer, cancellationToken);
        var isTime = DateTimeOffset.TryParse(detail.State?.StartedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var started);
        return new EngineContainerDetail(container, NameOf(detail.Name, container), isTime ? started : DateTimeOffset.MaxValue, detail.HostConfig?.AutoRemove == true);
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, Patience, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), type) ?? throw new EngineException($"Docker's engine answered {path} with nothing");
        }
        catch (JsonException exception)
        {
            throw new EngineException($"Docker's engine answered {path} with something else than the Engine API says: {exception.Message}", exception);
        }
    }

    private async Task PostAsync(string path, TimeSpan patience, CancellationToken cancellationToken) => (await SendAsync(HttpMethod.Post, path, patience, cancellationToken)).Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(patience);
        try
        {
            using var request = new HttpRequestMessage(method, path);
            var response = await _http.SendAsync(request, bound.Token);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
                return response;

            using (response)
                throw new EngineException($"Docker's engine refused {path}: {await ReasonAsync(response, bound.Token)}", isGone: response.StatusCode == HttpStatusCode.NotFound);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new EngineException($"Docker's engine does not answer {path}: {exception.Message}", exception) { IsSilent = true };
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EngineException($"Docker's engine has not answered {path} within {patience.TotalSeconds:0} s", exception) { IsSilent = true };
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var error = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), EngineJson.Default.ErrorAnswer);
            return error?.Message ?? $"{(int)response.StatusCode}";
        }
        catch (JsonException)
        {
            return $"{(int)response.StatusCode}";
        }
    }

    private static EngineNetwork ToNetwork(NetworkAnswer network) => new(
        network.Name ?? network.Id ?? "without a name",
        network.Options?.GetValueOrDefault("com.docker.network.bridge.default_bridge") == "true",
        Prefixes(network.IPAM?.Config?.Select(range => range.Subnet)))
    {
        Masquerades = network.Options?.GetValueOrDefault("com.docker.network.bridge.enable_ip_masquerade") == "true",
    };

    private static string NameOf(string? name, string id) => name is { Length: > 1 } ? name.TrimStart('/') : id[..Math.Min(12, id.Length)];

    private static ImmutableArray<Prefix> Prefixes(IEnumerable<string?>? texts) =>
        [.. (texts ?? []).Select(text => Prefix.TryParse(text, out var prefix) ? prefix : (Prefix?)null).OfType<Prefix>()];
}
