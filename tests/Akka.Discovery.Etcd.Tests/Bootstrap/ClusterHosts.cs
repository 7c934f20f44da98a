using ActorNet.Testing;

namespace Akka.Discovery.Etcd.Tests.Bootstrap;

/// <summary>Real processes, each a node of the cluster, at fixed ports. One that leaves by itself is started again, as a supervisor would do.</summary>
public sealed class ClusterHosts : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(
        Programs.Root, "tests", "Akka.Cluster.TestHost", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, new DirectoryInfo(AppContext.BaseDirectory).Name, "Akka.Cluster.TestHost");

    /// <summary>Starting many processes takes long where processors are shared.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly EtcdCluster etcd;
    private readonly int leaseSeconds;
    private readonly SortedDictionary<int, RunningProgram> hosts = [];
    private readonly List<RunningProgram> past = [];

    private ClusterHosts(EtcdCluster etcd, int count, int leaseSeconds)
    {
        (this.etcd, this.leaseSeconds) = (etcd, leaseSeconds);
        Ports = [.. LoopbackPorts.Take(count).Order()];
    }

    public IReadOnlyList<int> Ports { get; }

    /// <summary>How many have left by themselves.</summary>
    public int Departures { get; private set; }

    /// <summary>How often a cluster was formed, by all processes that there were.</summary>
    public int Formations => hosts.Values.Concat(past).Sum(host => host.Log.Split('\n').Count(line => line.Contains("forms the cluster", StringComparison.Ordinal)));

    public string Logs => string.Join('\n', hosts.Select(host => $"--- {host.Key}{(host.Value.HasExited ? " (gone)" : "")}\n{host.Value.Log}"));

    /// <summary>Starts them all.</summary>
    /// <param name="etcd">Where they find each other.</param>
    /// <param name="count">How many.</param>
    /// <param name="leaseSeconds">How long etcd remembers one that does not say any more that it is there.</param>
    public static ClusterHosts StartAll(EtcdCluster etcd, int count, int leaseSeconds)
    {
        var started = new ClusterHosts(etcd, count, leaseSeconds);
        started.StartAll();
        return started;
    }

    public void StartAll()
    {
        foreach (var port in Ports.Where(port => !hosts.ContainsKey(port)))
        {
            Start(port);
        }
    }

    public void Start(int port) => hosts[port] = RunningProgram.Start(Program, etcd.Endpoints[0], port.ToString(), leaseSeconds.ToString());

    public async Task KillAsync(int port)
    {
        await hosts[port].KillAsync();
        past.Add(hosts[port]);
        hosts.Remove(port);
    }

    public async Task KillAllAsync()
    {
        foreach (var port in hosts.Keys.ToList())
        {
            await KillAsync(port);
        }
    }

    public Task PauseAsync(int port) => Shell.RunAsync("kill", "-STOP", hosts[port].Id.ToString());

    public Task ResumeAsync(int port) => Shell.RunAsync("kill", "-CONT", hosts[port].Id.ToString());

    /// <summary>Waits for the node that is allowed to form the cluster; gives its port.</summary>
    public async Task<int> FormerAsync()
    {
        var former = 0;
        await Eventually.HoldsAsync(
            "somebody forms the cluster",
            () =>
            {
                former = hosts.FirstOrDefault(host => host.Value.Log.Contains("forms the cluster", StringComparison.Ordinal)).Key;
                return Task.FromResult(former != 0);
            },
            Patience,
            evidence: () => Logs);
        return former;
    }

    /// <summary>Waits until every one of some processes sees all of them up, and no other.</summary>
    public Task OneClusterAsync(IReadOnlyCollection<int> ports) => Eventually.HoldsAsync(
        $"{ports.Count} nodes are one cluster",
        async () =>
        {
            await RestartDepartedAsync();
            var expected = string.Join(' ', ports.Order());
            return ports.All(port => hosts.TryGetValue(port, out var host) && View(host) == expected);
        },
        Patience,
        evidence: () => Logs);

    public Task OneClusterAsync() => OneClusterAsync(Ports);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts.Values.Concat(past))
        {
            await host.DisposeAsync();
        }
    }

    private async Task RestartDepartedAsync()
    {
        foreach (var (port, host) in hosts.Where(host => host.Value.HasExited).ToList())
        {
            await host.WaitForExitAsync();
            past.Add(host);
            Departures++;
            Start(port);
        }
    }

    /// <summary>Who is up, as the process has last said.</summary>
    private static string? View(RunningProgram host) =>
        host.Log.Split('\n').LastOrDefault(line => line.StartsWith("view ", StringComparison.Ordinal))?["view ".Length..];
}
