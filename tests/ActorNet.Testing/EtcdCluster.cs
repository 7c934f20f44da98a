using System.Net;
using System.Net.Sockets;

namespace ActorNet.Testing;

/// <summary>
/// A real etcd of a test's own on loopback, of one member or several, with the flags that production uses as well. Members can be killed, paused and
/// started again; the data is gone when it is disposed.
/// </summary>
public sealed class EtcdCluster : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly EtcdMemberProcess[] members;

    private EtcdCluster(int size, string[] extraFlags)
    {
        var ports = FreePorts(size * 2);
        var peers = string.Join(',', Enumerable.Range(0, size).Select(index => $"m{index}=http://127.0.0.1:{ports[(2 * index) + 1]}"));
        members =
        [
            .. Enumerable.Range(0, size).Select(index => new EtcdMemberProcess(
                $"m{index}", ports[2 * index], ports[(2 * index) + 1], directory.Combine($"m{index}"), peers, extraFlags)),
        ];
    }

    /// <summary>The members, in the order of <see cref="Endpoints"/>.</summary>
    public IReadOnlyList<EtcdMemberProcess> Members => members;

    /// <summary>The client URLs.</summary>
    public IReadOnlyList<string> Endpoints => [.. members.Select(member => member.Url)];

    /// <summary>Starts a cluster and waits until it serves.</summary>
    public static async Task<EtcdCluster> StartAsync(int size = 1, params string[] extraFlags)
    {
        var cluster = new EtcdCluster(size, extraFlags);
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
                var health = await Shell.TryRunAsync("etcdctl", "--endpoints", member.Url, "--command-timeout", "2s", "endpoint", "health");
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
        Shell.RunAsync("etcdctl", ["--endpoints", string.Join(',', Endpoints), .. arguments]);

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
