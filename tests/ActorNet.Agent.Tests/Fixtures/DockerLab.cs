using ActorNet.Agent.State;
using ActorNet.Contracts.V1;
using ActorNet.Testing;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>A real Docker engine beside the agent, which holds <c>10.244.1.0/24</c> first and gets <c>10.244.60.0/24</c> then.</summary>
public abstract class DockerLab : SingleNodeLab, IAsyncLifetime
{
    internal const string First = "10.244.1.0/24";
    internal const string Second = "10.244.60.0/24";

    private readonly TemporaryDirectory _directory = new();

    internal DockerUnit Docker { get; private set; } = null!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        Docker = Prepare("d");
        Leases.TimeToLive = TimeSpan.FromSeconds(6); // renewals every two seconds
        Leases.Assign("n1", First);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await DisposeAsync();
        await Docker.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>Prepares an engine on the node's host; it is not started.</summary>
    internal DockerUnit Prepare(string directory) => DockerUnit.Prepare(Node.Host.Namespace, _directory[directory]);

    internal async Task StartWithDockerAsync(string mode, string restart, string? config = null)
    {
        if (config is not null)
            File.WriteAllText(Docker.ConfigFile, config);
        Start(mode, restart);
        await Node.HoldsAsync("10.244.1.1/24");
        await Docker.StartAsync();
        Assert.Equal(First, await Docker.SubnetAsync());
        await AttestsAsync(DockerCondition.Agrees);
    }

    internal void Start(string mode, string restart) => Node.Start(Flags(mode, restart));

    internal string[] Flags(string mode, string restart) =>
        ["--docker", mode, "--docker-restart", restart, "--docker-socket", Docker.Socket, "--docker-daemon-file", Docker.ConfigFile, "--docker-restart-command", Docker.RestartCommand];

    /// <summary>The lease is taken back and another one granted.</summary>
    internal void Renumber()
    {
        Leases.OnAcquire = _ => Leases.RenewalError = null;
        Leases.Assign("n1", Second);
        Leases.Forget("n1");
        Leases.RenewalError = ErrorReason.LeaseRevoked;
    }

    internal async Task HasAsync(string subnet, params string[] containers)
    {
        await Eventually.IsTrue(async () => await Docker.SubnetAsync() == subnet, $"Docker has {subnet}", Evidence);
        await RunsAsync(containers);
    }

    internal Task RunsAsync(params string[] containers) => Eventually.IsTrue(
        async () => (await Docker.RunningAsync()).SequenceEqual(containers), $"{string.Join(", ", containers)} run", Evidence);

    internal async Task<DockerAttestation> AttestsAsync(DockerCondition condition, string problem = "")
    {
        DockerAttestation? said = null;
        var heard = Leases.Renewals.Count + 1; // one that is not older than this call
        await Eventually.IsTrue(() => Leases.Renewals.Count > heard && (said = Leases.Renewals.Last().Attestation?.Docker)?.Condition == condition && said.Problem.Contains(problem, StringComparison.Ordinal), $"the node attests {condition} {problem}", Evidence);
        return said!;
    }

    internal Task ConfiguresAsync(string text) =>
        Eventually.IsTrue(() => File.ReadAllText(Docker.ConfigFile).Contains(text, StringComparison.Ordinal), $"Docker's file has: {text}", () => $"{File.ReadAllText(Docker.ConfigFile)}\n{Evidence()}");

    internal Task LogsAsync(string text) => Eventually.IsTrue(() => Node.Log.Contains(text, StringComparison.Ordinal), $"it says: {text}", Evidence);

    internal string Evidence() => $"{Leases.Renewals.LastOrDefault()}\n{Node.Log}\n{Docker.Log}";

    internal AgentState SavedState() => StateCodec.Decode(File.ReadAllBytes(Path.Combine(Node.StateDirectory, "state.json")));
}
