using System.Diagnostics;
using System.Reflection;
using System.Text;
using ActorNet.Testing;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>The real program, in a host's network namespace, with its state and files in a directory of its own.</summary>
internal sealed class AgentProcess : IDisposable
{
    private static readonly TimeSpan ExitBound = TimeSpan.FromSeconds(90);
    private static readonly string? NativeProgram = Environment.GetEnvironmentVariable("ACTORNET_TEST_AGENT") is { Length: > 0 } path ? path : null;

    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private AgentProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The native binary, where tests/run.sh says that there is one; the managed build otherwise.</summary>
    public static string Program { get; } = NativeProgram ?? typeof(AgentProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "AgentProgram").Value!;

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts it, by way of other programs that start what they are given: <c>env NAME=VALUE</c>, say.</summary>
    public static AgentProcess Start(Host host, IEnumerable<string> by, string command, params string[] flags) =>
        new(Process.Start(new ProcessStartInfo("ip", ["netns", "exec", host.Namespace, .. by, Program, command, .. flags])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    public void Signal(string name) => Command.Run("kill", $"-{name}", $"{_process.Id}");

    /// <summary>Stops it where it stands (SIGSTOP), and waits until it does: each of its threads hears of the signal by itself.</summary>
    public async Task PauseAsync()
    {
        Signal("STOP");
        await Eventually.IsTrue(() => ProcessThreads.AllStandStill(_process.Id), "it stands still");
    }

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Resume() => Signal("CONT");

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task<int> StopAsync()
    {
        Signal("TERM");
        return await ExitAsync();
    }

    /// <summary>
    /// What systemd's watchdog does: SIGABRT, and SIGKILL to what has not ended then (systemd.service(5), TimeoutAbortSec). The native binary ends by the first. The managed build goes on:
    /// CoreCLR's handler restores the default action and returns, so that only a second one would end it.
    /// </summary>
    public async Task AbortAsync()
    {
        Signal("ABRT");
        if (NativeProgram is null)
            Signal("KILL");
        Assert.Equal(128 + (NativeProgram is null ? 9 : 6), await ExitAsync());
    }

    public async Task<int> ExitAsync()
    {
        using var bound = new CancellationTokenSource(ExitBound);
        await _process.WaitForExitAsync(bound.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private void Append(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }
}
