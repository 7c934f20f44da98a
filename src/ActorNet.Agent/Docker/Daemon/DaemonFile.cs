using ActorNet.Agent.Platform;

namespace ActorNet.Agent.Docker.Daemon;

/// <summary>Docker's configuration file on the disk: read whole, replaced whole, never through a symbolic link.</summary>
internal sealed class DaemonFile(string path)
{
    private const int SizeLimit = 1 << 20;

    public string Location => path;

    /// <summary>The copy of what was there before the last change, for people.</summary>
    public string Backup => $"{path}.before-actornet";

    /// <summary>Reads it; null: there is none, or nothing in it, which newer engines read as none, and older ones not at all.</summary>
    /// <exception cref="DaemonFileException">It cannot be read, or is not what Docker takes.</exception>
    public DaemonDocument? Read()
    {
        try
        {
            return AtomicFile.TryRead(path, SizeLimit) is { } bytes && !IsBlank(bytes) ? DaemonDocument.Parse(bytes) : null;
        }
        catch (DaemonFileException exception)
        {
            throw new DaemonFileException($"{path} cannot be used: {exception.Message}. It was not changed.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DaemonFileException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static bool IsBlank(byte[] bytes) => bytes.AsSpan().Trim(" \t\r\n"u8).IsEmpty;

    /// <summary>Replaces it, having copied what is there. It keeps its mode; a new one is readable by all, as Docker's own documentation has it.</summary>
    /// <exception cref="DaemonFileException">The disk refuses; the file is what it was.</exception>
    public void Write(DaemonDocument? before, DaemonDocument after)
    {
        try
        {
            var mode = before is null ? AtomicFile.WorldReadable : File.GetUnixFileMode(path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (before is not null)
                AtomicFile.Write(Backup, before.Bytes.Span, mode);
            AtomicFile.Write(path, after.Bytes.Span, mode);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DaemonFileException($"{path} cannot be written: {exception.Message} It is what it was; mount it writable, or use docker bridge.", exception);
        }
    }

    /// <summary>Removes it and its copy.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to do so.</exception>
    public void Delete()
    {
        File.Delete(path);
        File.Delete(Backup);
        Posix.SyncDirectory(Path.GetDirectoryName(path)!);
    }
}
