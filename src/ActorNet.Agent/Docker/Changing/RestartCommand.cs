using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;

namespace ActorNet.Agent.Docker.Changing;

/// <summary>The command that restarts Docker: a program and its arguments, no shell. What it prints goes where the agent's own lines go.</summary>
internal static class RestartCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Runs it; gives what went wrong, null if nothing did.</summary>
    public static async Task<string?> RunAsync(ImmutableArray<string> command, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false })!;
            try
            {
                await process.WaitForExitAsync(bound.Token);
                return process.ExitCode == 0 ? null : $"'{string.Join(' ', command)}' answered {process.ExitCode}";
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                process.Kill();
                return $"'{string.Join(' ', command)}' has not ended within {Patience.TotalSeconds:0} s";
            }
        }
        catch (Win32Exception exception)
        {
            return $"'{command[0]}' cannot be run: {exception.Message}";
        }
    }
}
