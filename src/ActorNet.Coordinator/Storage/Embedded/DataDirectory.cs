using ActorNet.Coordinator.Hosting;

namespace ActorNet.Coordinator.Storage.Embedded;

/// <summary>The directory that the embedded journal lives in, held by this process alone from here until it ends.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>EWOULDBLOCK (errno(3)), what flock(2) says when somebody else has the lock.</summary>
    private const int WouldBlock = 11;

    private readonly FileStream heldLock;

    private DataDirectory(FileStream heldLock) => this.heldLock = heldLock;

    /// <summary>Makes the directory where it is missing, and takes it for this process.</summary>
    /// <exception cref="StartException">It cannot be made or written, or another process has it.</exception>
    public static DataDirectory Open(string path)
    {
        try
        {
            System.IO.Directory.CreateDirectory(path, OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"the data directory {path} cannot be made: {exception.Message}", exception);
        }

        return new DataDirectory(Lock(path));
    }

    /// <inheritdoc/>
    public void Dispose() => heldLock.Dispose();

    /// <summary>The kernel gives the lock up when the process ends, however it ends; the file itself means nothing and stays.</summary>
    private static FileStream Lock(string path)
    {
        var file = Path.Combine(path, "lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult == WouldBlock)
        {
            throw new StartException($"another coordinator uses the data directory {path}; stop it, or give this one another with --data-directory", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"the data directory {path} cannot be written: {exception.Message}", exception);
        }
    }
}
