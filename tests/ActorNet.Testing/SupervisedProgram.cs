using System.Collections.Concurrent;

namespace ActorNet.Testing;

/// <summary>A program under a supervisor, which starts it again when it ends by itself, as systemd and Docker do. Killed when disposed.</summary>
/// <param name="name">What to call it in evidence.</param>
/// <param name="start">Starts the process.</param>
public sealed class SupervisedProgram(string name, Func<RunningProgram> start) : IAsyncDisposable
{
    private static readonly TimeSpan RestartAfter = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(6);
    private const int KeptLogs = 4;

    private readonly ConcurrentQueue<string> logs = new();
    private readonly ConcurrentQueue<int> departures = new();
    private volatile RunningProgram? program;
    private volatile bool isWanted;
    private Task supervision = Task.CompletedTask;

    public string Name => name;

    /// <summary>The exit codes with which it ended by itself.</summary>
    public IReadOnlyCollection<int> Departures => departures;

    /// <summary>What it has logged, in its last lives.</summary>
    public string Log => string.Join('\n', logs.Append(program?.Log ?? "").Select(log => $"--- {name}\n{log}"));

    /// <summary>Whether it is meant to run.</summary>
    public bool IsWanted => isWanted;

    /// <summary>Whether it runs at this moment; one that is paused does.</summary>
    public bool IsRunning => program is { HasExited: false };

    /// <summary>Its process id, in this life.</summary>
    public int Id => program!.Id;

    public void Start()
    {
        isWanted = true;
        Begin();
        supervision = SuperviseAsync();
    }

    /// <summary>SIGSTOP, also to one that its supervisor is starting again at this moment.</summary>
    public async Task PauseAsync()
    {
        await Eventually.HoldsAsync($"{name} runs", () => Task.FromResult(IsRunning));
        await program!.PauseAsync();
    }

    /// <summary>SIGCONT.</summary>
    public Task ResumeAsync() => program!.ResumeAsync();

    /// <summary>kill -9; it stays dead.</summary>
    public async Task KillAsync()
    {
        isWanted = false;

        // Its supervisor may be starting it again at this moment.
        while (!supervision.IsCompleted)
        {
            if (program is { HasExited: false } running)
            {
                await running.KillAsync();
            }

            await Task.WhenAny(supervision, Task.Delay(Glance));
        }

        await supervision;
    }

    /// <summary>SIGTERM; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        isWanted = false;
        var code = await program!.TerminateAsync();
        await supervision;
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        if (program is null)
        {
            return;
        }

        await KillAsync();
        await program.DisposeAsync();
    }

    private async Task SuperviseAsync()
    {
        while (true)
        {
            var code = await program!.WaitForExitAsync(Lifetime);
            if (!isWanted)
            {
                return;
            }

            departures.Enqueue(code);
            await Task.Delay(RestartAfter);
            if (!isWanted)
            {
                return;
            }

            Begin();
        }
    }

    private void Begin()
    {
        if (program is { } ended)
        {
            Keep(ended);
        }

        program = start();
    }

    private void Keep(RunningProgram ended)
    {
        logs.Enqueue(ended.Log);
        while (logs.Count > KeptLogs)
        {
            logs.TryDequeue(out _);
        }
    }
}
