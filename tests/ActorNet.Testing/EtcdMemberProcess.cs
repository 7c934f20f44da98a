namespace ActorNet.Testing;

/// <summary>One member of an <see cref="EtcdCluster"/>.</summary>
public sealed class EtcdMemberProcess : IAsyncDisposable
{
    private readonly string[] arguments;
    private RunningProgram? program;

    internal EtcdMemberProcess(string name, string url, int peerPort, string dataDirectory, string peers, string[] extraFlags)
    {
        Url = url;
        DataDirectory = dataDirectory;
        arguments =
        [
            "--name", name, "--data-dir", dataDirectory,
            "--listen-client-urls", Url, "--advertise-client-urls", Url,
            "--listen-peer-urls", $"http://127.0.0.1:{peerPort}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{peerPort}",
            "--initial-cluster", peers, "--initial-cluster-state", "new",
            "--pre-vote", "--backend-batch-limit", "1000", "--backend-batch-interval", "10ms",
            "--log-level", "warn", .. extraFlags,
        ];
    }

    /// <summary>Its client URL.</summary>
    public string Url { get; }

    public string DataDirectory { get; }

    public bool IsRunning => program is { HasExited: false };

    /// <summary>What it has logged since it was last started.</summary>
    public string Log => program?.Log ?? string.Empty;

    /// <summary>Its process id.</summary>
    public int Id => program!.Id;

    /// <summary>Starts it, with the data that it has.</summary>
    public void Start() => program = RunningProgram.Start("etcd", arguments);

    /// <summary>kill -9.</summary>
    public Task KillAsync() => program!.KillAsync();

    /// <summary>Stops it where it stands (SIGSTOP).</summary>
    public Task PauseAsync() => Shell.RunAsync("kill", "-STOP", Id.ToString());

    /// <summary>Lets it go on (SIGCONT).</summary>
    public Task ResumeAsync() => Shell.RunAsync("kill", "-CONT", Id.ToString());

    public async ValueTask DisposeAsync()
    {
        if (program is not null)
        {
            await program.DisposeAsync();
        }
    }
}
