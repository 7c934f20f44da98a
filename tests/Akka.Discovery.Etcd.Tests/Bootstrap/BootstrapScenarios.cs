using ActorNet.Testing;

namespace Akka.Discovery.Etcd.Tests.Bootstrap;

/// <summary>
/// Real processes against a real etcd: whatever happens, one cluster comes of it. <c>BOOTSTRAP_NODES</c> and <c>BOOTSTRAP_ROUNDS</c> make the runs
/// larger than they are by default.
/// </summary>
/// <param name="leaseSeconds">How long etcd remembers a process that is gone.</param>
public abstract class BootstrapScenarios(int leaseSeconds) : IAsyncLifetime
{
    private static readonly int Nodes = int.Parse(Environment.GetEnvironmentVariable("BOOTSTRAP_NODES") ?? "3");
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("BOOTSTRAP_ROUNDS") ?? "1");

    protected TimeSpan LongerThanLease => TimeSpan.FromSeconds(leaseSeconds + 1.5);

    protected EtcdCluster Etcd { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Etcd = await EtcdCluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Etcd.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the processes at once, and runs the scenario with them, as often as is asked for.</summary>
    protected async Task RepeatAsync(Func<ClusterHosts, Task> scenario)
    {
        for (var round = 1; round <= Rounds; round++)
        {
            await Etcd.ControlAsync("del", "", "--prefix");
            await using var hosts = ClusterHosts.StartAll(Etcd, Nodes, leaseSeconds);
            await scenario(hosts);
            TestContext.Current.TestOutputHelper?.WriteLine($"round {round}: formed {hosts.Formations}, left and joined anew {hosts.Departures}");
        }
    }
}
