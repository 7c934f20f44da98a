using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ActorNet.Coordinator.Tests.Support;

/// <summary>The coordinator as a process of its own.</summary>
public sealed partial class CoordinatorProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process process;
    private readonly List<string> output = [];
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CoordinatorClient? client;

    private CoordinatorProcess(Process process) => this.process = process;

    /// <summary>What it wrote to both of its outputs so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return string.Join('\n', output);
            }
        }
    }

    /// <summary>Starts it with nothing of this process's environment that it would take for a setting.</summary>
    public static CoordinatorProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "actornet-coordinator"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ACTORNET_", StringComparison.Ordinal) || name.StartsWith("FLANNEL_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        var running = new CoordinatorProcess(new Process { StartInfo = start });
        running.process.OutputDataReceived += (_, line) => running.Take(line.Data);
        running.process.ErrorDataReceived += (_, line) => running.Take(line.Data);
        running.process.Start();
        running.process.BeginOutputReadLine();
        running.process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Starts it on a directory and waits until it serves.</summary>
    public static async Task<CoordinatorProcess> ServeAsync(string directory, params string[] more)
    {
        var running = Start(["--listen", "127.0.0.1:0", "--data-directory", directory, .. more]);
        await running.ClientAsync();
        return running;
    }

    /// <summary>Starts it on etcd.</summary>
    public static CoordinatorProcess StartOn(EtcdCluster etcd, params string[] more) =>
        Start(["--listen", "127.0.0.1:0", .. more.Contains("--cluster-address") ? [] : new[] { "--cluster-address", "127.0.0.1:0" }, "--etcd", .. etcd.Endpoints, .. more]);

    /// <summary>Starts it on etcd and waits until it serves. One that the others put out while it was starting is started again, as a supervisor does.</summary>
    public static async Task<CoordinatorProcess> ServeOnAsync(EtcdCluster etcd, params string[] more)
    {
        while (true)
        {
            var running = StartOn(etcd, more);
            await running.ServesOrEndsAsync();
            if (!running.Output.Contains("Leaves the cluster and ends", StringComparison.Ordinal))
            {
                await running.ClientAsync();
                return running;
            }

            await running.DisposeAsync();
        }
    }

    /// <summary>A client of it, once it serves.</summary>
    public async Task<CoordinatorClient> ClientAsync()
    {
        Assert.True(await ServesOrEndsAsync() == address.Task, $"it ended: {Output}");
        return client ??= new CoordinatorClient(await address.Task);
    }

    public void Terminate() => Signal("TERM");

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString()]);
        kill.WaitForExit();
    }

    public async Task KillAsync()
    {
        process.Kill();
        await ExitAsync();
    }

    /// <summary>Waits until it has ended, and gives its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        client?.Dispose();
        process.Dispose();
    }

    private Task<Task> ServesOrEndsAsync() =>
        Task.WhenAny(address.Task, process.WaitForExitAsync(TestContext.Current.CancellationToken)).WaitAsync(Patience);

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (output)
        {
            output.Add(line);
        }

        if (ServingLine().Match(line) is { Success: true } match)
        {
            address.TrySetResult(new Uri(match.Groups["address"].Value));
        }
    }

    [GeneratedRegex(@"serves (?<address>http://[0-9.]+:[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServingLine();
}
