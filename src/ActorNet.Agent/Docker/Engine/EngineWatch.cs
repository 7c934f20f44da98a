using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Docker.Engine;

/// <summary>Looks for the engine and reads it, again and again, and knows what it said last.</summary>
internal sealed class EngineWatch(string socket, ILogger logger)
{
    private EngineView? _seen;

    /// <summary>The engine's process when it was last looked for; null: none ran.</summary>
    public EngineProcess? Process { get; private set; }

    /// <summary>Reads the engine, if one runs; one that does not answer is what it was when it last did.</summary>
    public async Task<(EngineView? Engine, bool IsSilent)> LookAsync(EngineClient client, CancellationToken cancellationToken)
    {
        // The socket says nothing of whether an engine runs: systemd may hold it, and one that was killed leaves it.
        Process = !File.Exists(socket) ? null : Process is { } known && known.IsAlive() ? known : EngineProcess.Find(socket);
        if (_seen?.Process != Process)
            _seen = null;
        if (Process is null)
            return (null, false);

        try
        {
            return (_seen = await client.ViewAsync(Process, cancellationToken), false);
        }
        catch (EngineException exception)
        {
            DockerLog.NotRead(logger, exception.Message);
            return (_seen, true);
        }
    }
}
