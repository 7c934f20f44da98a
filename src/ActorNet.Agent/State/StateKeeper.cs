using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.State;

/// <summary>
/// The state in memory and on disk. Writers change it one after the other; whoever needs it durable waits for the disk, the others go on.
/// </summary>
internal sealed partial class StateKeeper(StateDirectory directory, AgentState initial, ILogger<StateKeeper> logger) : IDisposable
{
    private static readonly TimeSpan LongestSave = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _disk = new(1);
    private readonly Lock _memory = new();
    private AgentState _current = initial;
    private AgentState? _saved;
    private volatile string? _problem;

    /// <summary>Why what is in memory is not on the disk; null: it is, or was not to be yet. For any thread.</summary>
    public string? Problem => _problem;

    /// <summary>Where it is saved.</summary>
    public string Location => directory.Location;

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
            if (_problem is not null)
                Log.SavedAgain(logger, directory.Location);
            _problem = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (_problem != exception.Message)
                Log.SaveFailed(logger, directory.Location, exception.Message);
            _problem = exception.Message;
            throw;
        }
        finally
        {
            _disk.Release();
        }
    }

    /// <summary>Changes the state without waiting: for what costs only a little belief if it is lost, such as a renewed deadline.</summary>
    public void UpdateInBackground(Func<AgentState, AgentState> change) => _ = SaveAsync(change);

    /// <summary>Waits for a save that is under way, for the next agent is the only writer then; but a disk that hangs must not keep the machine from going down.</summary>
    public void Dispose()
    {
        if (_disk.Wait(LongestSave))
            _disk.Dispose();
    }

    private async Task SaveAsync(Func<AgentState, AgentState> change)
    {
        try
        {
            await UpdateAsync(change);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is said already, and the next change tries again.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(200, LogLevel.Error, "The state cannot be saved in {Directory} ({Reason}): a lease that is held is renewed, but a restart would believe less than it could, and no other lease is taken.")]
        public static partial void SaveFailed(ILogger logger, string directory, string reason);

        [LoggerMessage(201, LogLevel.Information, "The state is saved in {Directory} again.")]
        public static partial void SavedAgain(ILogger logger, string directory);
    }
}
