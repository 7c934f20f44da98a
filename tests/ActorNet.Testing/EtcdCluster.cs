using System.Text.Json;

namespace ActorNet.Testing;

/// <summary>
/// A real etcd of a test's own, of one member or several, on loopback or on hosts, with the flags that production uses as well. Members can be killed,
/// paused and started again; the data is gone when it is disposed.
/// </summary>
public sealed class EtcdCluster : IAsyncDisposable
{
    private static readonly HttpClient Http = new();
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(2);

    private readonly TemporaryDirectory directory = new();
    private readonly EtcdMemberProcess[] members;

    private readonly NetworkNamespace? operators;

    private string[] controlFlags;

    private EtcdCluster(IReadOnlyList<EtcdPlace> places, NetworkNamespace? operators, EtcdSecurity? security, string[] extraFlags)
    {
        this.operators = operators;
        controlFlags = security?.ControlFlags ?? [];
        var scheme = security is null ? "http" : "https";
        string[] flags = [.. security?.ServerFlags ?? [], .. extraFlags];
        var peers = string.Join(',', places.Select((place, index) => $"m{index}={place.PeerUrl}"));
        members =
        [
            .. places.Select((place, index) => new EtcdMemberProcess(
                $"m{index}", $"{scheme}://{place.Address}:{place.ClientPort}", place, place.DataDirectory ?? directory.Combine($"m{index}"), peers, flags)),
        ];
    }

    /// <summary>The members, in the order of <see cref="Endpoints"/>.</summary>
    public IReadOnlyList<EtcdMemberProcess> Members => members;

    /// <summary>The client URLs.</summary>
    public IReadOnlyList<string> Endpoints => [.. members.Select(member => member.Url)];

    /// <summary>Starts a cluster and waits until it serves.</summary>
    public static Task<EtcdCluster> StartAsync(int size = 1, params string[] extraFlags) => StartAsync(size, security: null, extraFlags);

    /// <summary>Starts a cluster, whose clients use TLS where security is given, and waits until it serves.</summary>
    public static Task<EtcdCluster> StartAsync(int size, EtcdSecurity? security, params string[] extraFlags) =>
        StartAsync(new EtcdCluster(PlacesOnLoopback(size), operators: null, security, extraFlags));

    /// <summary>Starts a cluster on hosts and waits until it serves.</summary>
    /// <param name="places">Where its members are.</param>
    /// <param name="operators">The host from which <see cref="ControlAsync"/> works.</param>
    /// <param name="extraFlags">For each member.</param>
    public static Task<EtcdCluster> StartOnHostsAsync(IReadOnlyList<EtcdPlace> places, NetworkNamespace operators, params string[] extraFlags) =>
        StartAsync(new EtcdCluster(places, operators, security: null, extraFlags));

    /// <summary>Waits until every running member serves reads and writes.</summary>
    public Task WaitUntilServingAsync() => Eventually.HoldsAsync(
        "etcd serves",
        async () =>
        {
            foreach (var member in members.Where(member => member.IsRunning))
            {
                if (!await ServesAsync(member))
                {
                    return false;
                }
            }

            return true;
        },
        evidence: () => string.Join('\n', members.Select(member => member.Log)));

    /// <summary>Runs etcdctl against the cluster; gives what it printed.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var result = await TryControlAsync(string.Join(',', Endpoints), arguments);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"etcdctl {string.Join(' ', arguments)}: {result.Error}{result.Output}");
    }

    /// <summary>Runs etcdctl against one member, or several with commas between them; it may fail.</summary>
    public Task<ShellResult> TryControlAsync(string endpoints, params string[] arguments)
    {
        string[] all = [.. controlFlags, "--endpoints", endpoints, .. arguments];
        return operators is null ? Shell.TryRunAsync("etcdctl", all) : operators.TryRunAsync("etcdctl", all);
    }

    /// <summary>The member that leads; waits for one while they elect it.</summary>
    public async Task<EtcdMemberProcess> FindLeaderAsync()
    {
        EtcdMemberProcess? leader = null;
        await Eventually.HoldsAsync("a member of etcd leads", async () => (leader = await TryFindLeaderAsync()) is not null);
        return leader!;
    }

    /// <summary>Makes etcd ask for users: root, with the password <c>root</c>. <see cref="ControlAsync"/> is root's from then on.</summary>
    public async Task EnableUsersAsync()
    {
        await ControlAsync("user", "add", "root:root");
        await ControlAsync("user", "grant-role", "root", "root");
        await ControlAsync("auth", "enable");
        controlFlags = [.. controlFlags, "--user", "root:root"];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in members)
        {
            await member.DisposeAsync();
        }

        directory.Dispose();
    }

    /// <summary>Whether a member answers a linearizable read. A program that is started for the question takes longer than etcd does to start.</summary>
    private async Task<bool> ServesAsync(EtcdMemberProcess member)
    {
        if (operators is not null || member.Url.StartsWith("https:", StringComparison.Ordinal))
        {
            return (await TryControlAsync(member.Url, "--command-timeout", "2s", "endpoint", "health")).ExitCode == 0;
        }

        try
        {
            using var patience = new CancellationTokenSource(HealthPatience);
            using var answer = await Http.GetAsync(new Uri($"{member.Url}/health"), patience.Token);
            return answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync(patience.Token)).Contains("\"true\"", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<EtcdMemberProcess?> TryFindLeaderAsync()
    {
        foreach (var member in members.Where(member => member.IsRunning))
        {
            var answer = await TryControlAsync(member.Url, "--command-timeout", "2s", "endpoint", "status", "--write-out", "json");
            if (answer.ExitCode == 0 && Leads(answer.Output))
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>A member that knows of no leader leaves it out.</summary>
    private static bool Leads(string statusOfOne)
    {
        using var parsed = JsonDocument.Parse(statusOfOne);
        var status = parsed.RootElement.EnumerateArray().Single().GetProperty("Status");
        return status.TryGetProperty("leader", out var leader)
            && status.GetProperty("header").GetProperty("member_id").GetUInt64() == leader.GetUInt64();
    }

    private static async Task<EtcdCluster> StartAsync(EtcdCluster cluster)
    {
        try
        {
            foreach (var member in cluster.members)
            {
                member.Start();
            }

            await cluster.WaitUntilServingAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private static EtcdPlace[] PlacesOnLoopback(int size)
    {
        var ports = LoopbackPorts.Take(size * 2);
        return [.. Enumerable.Range(0, size).Select(index => new EtcdPlace(Host: null, "127.0.0.1", ports[2 * index], ports[(2 * index) + 1]))];
    }
}
