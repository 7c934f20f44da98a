namespace ActorNet.Testing;

/// <summary>One member of an <see cref="EtcdCluster"/>.</summary>
public sealed class EtcdMemberProcess : IAsyncDisposable
{
    private readonly string[] arguments;
    private readonly NetworkNamespace? host;
    private readonly SupervisedProgram program;

    internal EtcdMemberProcess(string name, string url, EtcdPlace place, string dataDirectory, string peers, string[] extraFlags)
    {
        Url = url;
        DataDirectory = dataDirectory;
        host = place.Host;
        arguments =
        [
            "--name", name, "--data-dir", dataDirectory,
            "--listen-client-urls", Url, "--advertise-client-urls", Url,
            "--listen-peer-urls", place.PeerUrl, "--initial-advertise-peer-urls", place.PeerUrl,
            "--initial-cluster", peers, "--initial-cluster-state", "new",
            "--pre-vote", "--backend-batch-limit", "1000", "--backend-batch-interval", "10ms",
            "--log-level", "warn", .. extraFlags,
        ];
        program = new SupervisedProgram($"etcd {name}", Run);
    }

    /// <summary>Its client URL.</summary>
    public string Url { get; }

    public string DataDirectory { get; }

    public bool IsRunning => program.IsRunning;

    /// <summary>Its process, under a supervisor.</summary>
    public SupervisedProgram Program => program;

    /// <summary>What it has logged.</summary>
    public string Log => program.Log;

    /// <summary>Its process id.</summary>
    public int Id => program.Id;

    /// <summary>Starts it, with the data that it has. It is started again when it ends by itself.</summary>
    public void Start() => program.Start();

    /// <summary>kill -9.</summary>
    public Task KillAsync() => program.KillAsync();

    /// <summary>Stops it where it stands (SIGSTOP).</summary>
    public Task PauseAsync() => program.PauseAsync();

    /// <summary>Lets it go on (SIGCONT).</summary>
    public Task ResumeAsync() => program.ResumeAsync();

    public ValueTask DisposeAsync() => program.DisposeAsync();

    private RunningProgram Run() => host is null ? RunningProgram.Start("etcd", arguments) : RunningProgram.StartIn(host, "etcd", arguments);
}
