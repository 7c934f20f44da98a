using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.State;

/// <summary>
/// The state in memory and on disk. Writers change it one after the other; whoever needs it durable waits for the disk, the others go on.
/// </summary>
internal sealed partial class StateKeeper(StateDirectory directory, AgentState initial, ILogger<StateKeeper> logger) : IDisposable
{
    private readonly SemaphoreSlim _disk = new(1);
    private readonly Lock _memory = new();
    private AgentState _current = initial;
    private AgentState? _saved;

    public AgentState Current
    {
        get
        {
            lock (_memory)
                return _current;
        }
    }

    /// <summary>Changes the state and returns when it is on the disk. Of many waiting changes the disk sees only the last.</summary>
    /// <exception cref="IOException">The disk refuses. The change stands in memory, and goes to the disk with the next one.</exception>
    public async Task UpdateAsync(Func<AgentState, AgentState> change)
    {
        lock (_memory)
            _current = change(_current);

        await _disk.WaitAsync();
        try
        {
            var latest = Current;
            if (latest == _saved)
                return;

            await Task.Run(() => directory.Save(latest));
            _saved = latest;
        }
        finally
        {
            _disk.Release();
        }
    }

    /// <summary>Changes the state without waiting: for what costs only a little belief if it is lost, such as a renewed deadline.</summary>
    public void UpdateInBackground(Func<AgentState, AgentState> change) => _ = SaveAndReportAsync(change);

    public void Dispose() => _disk.Dispose();

    private async Task SaveAndReportAsync(Func<AgentState, AgentState> change)
    {
        try
        {
            await UpdateAsync(change);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.SaveFailed(logger, directory.Location, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(200, LogLevel.Error, "The state cannot be saved in {Directory}: {Reason} A restart would believe less than it could.")]
        public static partial void SaveFailed(ILogger logger, string directory, string reason);
    }
}
