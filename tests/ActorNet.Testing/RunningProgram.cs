using System.Collections.Concurrent;
using System.Diagnostics;

namespace ActorNet.Testing;

/// <summary>A program that runs beside a test. Killed when disposed, with all that it has started.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>Only a hang takes that long.</summary>
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private RunningProgram(Process process) => this.process = process;

    public int Id => process.Id;

    /// <summary>What it has printed.</summary>
    public string Log => string.Join('\n', lines);

    public bool HasExited => process.HasExited;

    public static RunningProgram Start(string program, params string[] arguments)
    {
        var running = new RunningProgram(new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        });
        running.process.OutputDataReceived += (_, line) => running.Take(line.Data);
        running.process.ErrorDataReceived += (_, line) => running.Take(line.Data);
        running.process.Start();
        running.process.BeginOutputReadLine();
        running.process.BeginErrorReadLine();
        return running;
    }

    public static RunningProgram StartIn(NetworkNamespace host, string program, params string[] arguments) =>
        Start("ip", ["netns", "exec", host.Name, program, .. arguments]);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Stops it where it stands (SIGSTOP), and waits until it does: each of its threads hears of the signal by itself.</summary>
    public async Task PauseAsync()
    {
        await Shell.RunAsync("kill", "-STOP", process.Id.ToString());
        await Eventually.HoldsAsync($"process {process.Id} stands still", () => Task.FromResult(process.HasExited || ProcessThreads.AllStandStill(process.Id)));
    }

    /// <summary>Lets it go on (SIGCONT).</summary>
    public Task ResumeAsync() => Shell.RunAsync("kill", "-CONT", process.Id.ToString());

    /// <summary>SIGTERM; gives the exit code, also of one that has just ended by itself.</summary>
    public async Task<int> TerminateAsync()
    {
        await Shell.TryRunAsync("kill", "-TERM", process.Id.ToString());
        return await WaitForExitAsync();
    }

    /// <summary>Waits for its end, but not for ever; gives the exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? within = null)
    {
        await process.WaitForExitAsync().WaitAsync(within ?? ExitPatience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // With whatever it has started, which holds its output open otherwise.
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
