using ActorNet.Agent.Platform;

namespace ActorNet.Agent.State;

/// <summary>The directory of the agent's state, held by one process at a time, and the file in it.</summary>
internal sealed class StateDirectory : IDisposable
{
    private const string FileName = "state.json";
    private const string LockName = "lock";
    private const string SocketName = "status.sock";
    private const int SizeLimit = 1 << 20;

    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream held)
    {
        Location = path;
        _lock = held;
    }

    public string Location { get; }

    private string FilePath => Path.Combine(Location, FileName);

    /// <summary>Where the agent that holds a state directory is asked for its status: nobody else may enter the directory, and no other agent has the same socket.</summary>
    public static string SocketIn(string path) => Path.Combine(path, SocketName);

    /// <summary>Makes the directory if need be and takes it; the kernel gives it back when the process ends, however it ends.</summary>
    /// <exception cref="StateInUseException">Another process has it.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to it.</exception>
    public static StateDirectory Open(string path)
    {
        Directory.CreateDirectory(path, AtomicFile.Private | UnixFileMode.UserExecute);
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB). Nothing is written to it, so that a disk can be, or be made, read-only: what it has may still be believed.
            return new StateDirectory(path, new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.Read, FileShare.None));
        }
        catch (IOException exception) when (exception.HResult == WouldBlock)
        {
            throw new StateInUseException(path);
        }
    }

    /// <summary>
    /// Reads the state; null if none was ever saved. What is read would survive a crash of the machine: an agent may have been killed after it had put the file in its place, and
    /// before that was on the disk, and nobody is to be told what a crash could still take back.
    /// </summary>
    /// <exception cref="StateDamagedException">It is not what an agent wrote.</exception>
    /// <exception cref="StateVersionException">A newer agent wrote it.</exception>
    /// <exception cref="IOException">It cannot be read, or the disk refuses to have it for good.</exception>
    public AgentState? Load()
    {
        Posix.SyncDirectory(Location);
        return Peek(Location);
    }

    /// <summary>Reads the state without taking the directory: for who only looks, while the daemon may run. Null if none was ever saved.</summary>
    /// <exception cref="StateDamagedException">It is not what an agent wrote.</exception>
    /// <exception cref="StateVersionException">A newer agent wrote it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AgentState? Peek(string path) => AtomicFile.TryRead(Path.Combine(path, FileName), SizeLimit) is { } bytes ? StateCodec.Decode(bytes) : null;

    /// <summary>Puts a damaged state file aside, for people to look at, and returns where it is now.</summary>
    public string SetAside()
    {
        for (var number = 1; ; number++)
        {
            var aside = $"{FilePath}.damaged-{number}";
            if (File.Exists(aside))
                continue;

            File.Move(FilePath, aside);
            Posix.SyncDirectory(Location);
            return aside;
        }
    }

    /// <summary>Saves the state; after this has returned it survives a crash of the machine.</summary>
    /// <exception cref="IOException">The disk refuses; what was saved before is still there.</exception>
    public void Save(AgentState state) => AtomicFile.Write(FilePath, StateCodec.Encode(state), AtomicFile.Private);

    public void Dispose() => _lock.Dispose();

    // EWOULDBLOCK, which the runtime passes on as it is.
    private const int WouldBlock = 11;
}
