using System.ComponentModel;
using System.Diagnostics;
using ActorNet.Agent.Platform;

namespace ActorNet.Agent.Docker.Daemon;

/// <summary>Asks <c>dockerd --validate</c> whether it would start with a file. Docker has it since 23.0; for older ones it is enough that the file was parsed.</summary>
internal sealed class DaemonValidator(string program, string directory)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private string Candidate => Path.Combine(directory, "daemon.json.candidate");

    /// <summary>Asks.</summary>
    /// <exception cref="DaemonFileException">Docker says that it would not start with it, and why.</exception>
    public async Task ValidateAsync(DaemonDocument document, CancellationToken cancellationToken)
    {
        try
        {
            AtomicFile.Write(Candidate, document.Bytes.Span, AtomicFile.Private);
            var (code, said) = await RunAsync(cancellationToken);

            // Whatever else it may be (no such program, a flag that it does not know), is no judgement of the file.
            if (code == 1 && !said.Contains("unknown flag", StringComparison.Ordinal) && said.Contains("configure the Docker daemon with file", StringComparison.Ordinal))
                throw new DaemonFileException($"{program} --validate refuses what would be written: {said.Trim()}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception)
        {
            // Nobody to ask.
        }
        finally
        {
            File.Delete(Candidate);
        }
    }

    private async Task<(int Code, string Said)> RunAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Patience);
        using var process = Process.Start(new ProcessStartInfo(program, ["--validate", "--config-file", Candidate])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var said = await process.StandardError.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, said);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill();
            return (0, "");
        }
    }
}
