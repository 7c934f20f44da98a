using System.Globalization;
using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Testing;
using Grpc.Net.Client;

namespace ActorNet.Integration.DataPath;

/// <summary>
/// A Docker engine that is killed, restarted, given another bip and moved, with and without live-restore, beside an agent that may restart it. <c>docker-cycles.sh</c> in this project's folder runs
/// more cycles than the tests do.
/// </summary>
public sealed class DockerCyclesTests : IAsyncLifetime
{
    private const string CyclesVariable = "ACTORNET_DOCKER_CYCLES";
    private const int Kinds = 5;

    private readonly TemporaryDirectory directory = new();
    private Cluster cluster = null!;
    private DockerUnit docker = null!;
    private GrpcChannel channel = null!;
    private Container far = null!;

    private Node Node => cluster.Nodes[0];

    public async ValueTask InitializeAsync()
    {
        cluster = await Cluster.StartAsync(2, "--pool-time-to-live", "30s");
        channel = cluster.Connect();
        await Moves.SetWindowAsync(channel, seconds: 2);
        docker = DockerUnit.Prepare(Node.Host.Name, directory.Combine("docker"));
        far = await cluster.AddContainerAsync(cluster.Nodes[1]);
        Node.Flags =
        [
            "--docker", "daemon-json", "--docker-restart", "drain",
            "--docker-socket", docker.Socket, "--docker-daemon-file", docker.ConfigFile, "--docker-restart-command", docker.RestartCommand,
        ];
        await Node.Agent!.KillAsync();
        Cluster.StartAgent(Node);
        await Eventually.HoldsAsync("Docker's file has a bip", () => Task.FromResult(File.Exists(docker.ConfigFile)), evidence: Evidence);
        await docker.StartAsync();
        await docker.RunContainerAsync("one", "--restart", "always");
        await docker.RunContainerAsync("two");
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await Node.Agent!.KillAsync(); // or it starts the engine again
        await docker.DisposeAsync();
        await cluster.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Through_every_cycle_Docker_comes_back_to_the_lease_and_its_containers_reach_the_others()
    {
        var cycles = int.TryParse(Environment.GetEnvironmentVariable(CyclesVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Kinds;
        await IsRightAsync("before the first cycle");
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            var what = await DisturbAsync(cycle % Kinds);
            await IsRightAsync($"cycle {cycle + 1}: {what}");
        }
    }

    private async Task<string> DisturbAsync(int kind)
    {
        switch (kind)
        {
            case 0:
                await docker.KillAsync();
                await docker.StartAsync();
                return "killed";
            case 1:
                await docker.StartAsync();
                return "restarted";
            case 2:
                await GiveOtherBipAsync();
                return "started with another bip";
            case 3:
                await SwitchLiveRestoreAsync();
                await docker.StartAsync();
                await docker.KillAsync();
                await docker.StartAsync();
                return "killed after live-restore was switched over";
            default:
                await MoveAsync();
                return "moved";
        }
    }

    /// <summary>Somebody edits the file while the agent is not there, and restarts Docker.</summary>
    private async Task GiveOtherBipAsync()
    {
        await Node.Agent!.KillAsync();
        var lease = await File.ReadAllTextAsync(docker.ConfigFile);
        var subnet = Prefix.Parse((await cluster.SubnetsAsync())[Node.Name]);
        await File.WriteAllTextAsync(docker.ConfigFile, lease.Replace($"{subnet.FirstUsable}/{subnet.Length}", "172.29.0.1/16", StringComparison.Ordinal));
        await docker.StartAsync();
        Cluster.StartAgent(Node);
    }

    private async Task SwitchLiveRestoreAsync()
    {
        var config = await File.ReadAllTextAsync(docker.ConfigFile);
        var isOn = config.Contains("\"live-restore\": true", StringComparison.Ordinal);
        var isThere = config.Contains("live-restore", StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            docker.ConfigFile,
            isThere ? config.Replace($"\"live-restore\": {(isOn ? "true" : "false")}", $"\"live-restore\": {(isOn ? "false" : "true")}", StringComparison.Ordinal) : config.Replace("{", "{ \"live-restore\": true,", StringComparison.Ordinal));
    }

    /// <summary>An operator drains the node's subnet, and takes that back when it is empty.</summary>
    private async Task MoveAsync()
    {
        var old = Prefix.Parse((await cluster.SubnetsAsync())[Node.Name]);
        await Moves.DrainAsync(channel, old);
        await Eventually.HoldsAsync("another subnet", async () => (await cluster.SubnetsAsync())[Node.Name] != old.ToString(), evidence: Evidence);
        await Eventually.HoldsAsync("the old one is given up", async () => (await Moves.ReservationAsync(channel)).State == ReservationState.Active, TimeSpan.FromMinutes(3), Evidence);
        await new PoolService.PoolServiceClient(channel).DeleteReservationAsync(
            new DeleteReservationRequest { Pool = "default", Name = "moving" }, cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>Docker has what the lease says, docker0 too, and both containers run on it and reach another node's container.</summary>
    private Task IsRightAsync(string when) => Eventually.HoldsAsync(
        $"{when}: Docker follows the lease",
        async () =>
        {
            var subnet = (await cluster.SubnetsAsync())[Node.Name];
            var first = Prefix.Parse(subnet);
            if (await docker.SubnetAsync() != subnet || !await HasOnlyAsync(first) || !(await docker.RunningAsync()).SequenceEqual(["one", "two"]))
            {
                // Without live-restore and without "always", a container that ran when its engine was killed is nobody's to start.
                await docker.TryAsync("start", "two");
                return false;
            }

            return (await docker.TryAsync("exec", "two", "/bin/ping", "-c", "1", "-W", "5", far.Address)).ExitCode == 0;
        },
        TimeSpan.FromMinutes(4),
        Evidence);

    /// <summary>Of the pool's addresses docker0 has this subnet's only; others, like that of the bip that somebody gave it, are none of the agent's.</summary>
    private async Task<bool> HasOnlyAsync(Prefix subnet) =>
        (await Node.Docker0AddressesAsync()).Where(address => address.StartsWith("10.244.", StringComparison.Ordinal)).SequenceEqual([$"{subnet.FirstUsable}/{subnet.Length}"]);

    private string Evidence() => $"{cluster.Logs}\n{docker.Log}";
}
