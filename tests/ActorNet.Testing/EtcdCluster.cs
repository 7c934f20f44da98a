using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace ActorNet.Testing;

/// <summary>
/// A real etcd of a test's own on loopback, of one member or several, with the flags that production uses as well. Members can be killed, paused and
/// started again; the data is gone when it is disposed.
/// </summary>
public sealed class EtcdCluster : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly EtcdMemberProcess[] members;

    private string[] controlFlags;

    private EtcdCluster(int size, EtcdSecurity? security, string[] extraFlags)
    {
        controlFlags = security?.ControlFlags ?? [];
        var scheme = security is null ? "http" : "https";
        string[] flags = [.. security?.ServerFlags ?? [], .. extraFlags];
        var ports = FreePorts(size * 2);
        var peers = string.Join(',', Enumerable.Range(0, size).Select(index => $"m{index}=http://127.0.0.1:{ports[(2 * index) + 1]}"));
        members =
        [
            .. Enumerable.Range(0, size).Select(index => new EtcdMemberProcess(
                $"m{index}", $"{scheme}://127.0.0.1:{ports[2 * index]}", ports[(2 * index) + 1], directory.Combine($"m{index}"), peers, flags)),
        ];
    }

    /// <summary>The members, in the order of <see cref="Endpoints"/>.</summary>
    public IReadOnlyList<EtcdMemberProcess> Members => members;

    /// <summary>The client URLs.</summary>
    public IReadOnlyList<string> Endpoints => [.. members.Select(member => member.Url)];

    /// <summary>Starts a cluster and waits until it serves.</summary>
    public static Task<EtcdCluster> StartAsync(int size = 1, params string[] extraFlags) => StartAsync(size, security: null, extraFlags);

    /// <summary>Starts a cluster, whose clients use TLS where security is given, and waits until it serves.</summary>
    public static async Task<EtcdCluster> StartAsync(int size, EtcdSecurity? security, params string[] extraFlags)
    {
        var cluster = new EtcdCluster(size, security, extraFlags);
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

    /// <summary>Waits until every running member serves reads and writes.</summary>
    public Task WaitUntilServingAsync() => Eventually.HoldsAsync(
        "etcd serves",
        async () =>
        {
            foreach (var member in members.Where(member => member.IsRunning))
            {
                var health = await Shell.TryRunAsync("etcdctl", [.. controlFlags, "--endpoints", member.Url, "--command-timeout", "2s", "endpoint", "health"]);
                if (health.ExitCode != 0)
                {
                    return false;
                }
            }

            return true;
        },
        evidence: () => string.Join('\n', members.Select(member => member.Log)));

    /// <summary>Runs etcdctl against the cluster; gives what it printed.</summary>
    public Task<string> ControlAsync(params string[] arguments) =>
        Shell.RunAsync("etcdctl", [.. controlFlags, "--endpoints", string.Join(',', Endpoints), .. arguments]);

    /// <summary>The member that leads at this moment; all must be running.</summary>
    public async Task<EtcdMemberProcess> FindLeaderAsync()
    {
        using var statuses = JsonDocument.Parse(await ControlAsync("endpoint", "status", "--write-out", "json"));
        var status = statuses.RootElement.EnumerateArray().Select(entry => (Url: entry.GetProperty("Endpoint").GetString(), Status: entry.GetProperty("Status"))).ToList();
        var leader = status.Single(entry => entry.Status.GetProperty("header").GetProperty("member_id").GetUInt64() == entry.Status.GetProperty("leader").GetUInt64());
        return members.Single(member => member.Url == leader.Url);
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

    /// <summary>All are held until all are known, so that no two are the same.</summary>
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
