using System.Text;

namespace ActorNet.Agent.Platform;

/// <summary>Files that are whole at every moment: written beside their place, made durable, then renamed into it. No link is followed.</summary>
internal static class AtomicFile
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode WorldReadable = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Replaces the file; after this has returned, it survives a crash of the machine. One writer a file at a time.</summary>
    /// <exception cref="IOException">The disk refuses; the file is what it was.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to write there.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.new"); // always the same name: a killed writer leaves one at most
        try
        {
            File.Delete(temporary);
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew, // O_EXCL: a link of that name, planted by somebody, is an error
                Access = FileAccess.Write,
                UnixCreateMode = mode,
                BufferSize = 0,
            };
            using (var stream = new FileStream(temporary, options))
            {
                File.SetUnixFileMode(stream.SafeFileHandle, mode); // whatever the umask is
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            Posix.SyncDirectory(directory);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads the whole file; null if there is none.</summary>
    /// <exception cref="IOException">It is there and cannot be read, or is larger than <paramref name="limit"/> bytes.</exception>
    public static byte[]? TryRead(string path, int limit)
    {
        using var handle = Posix.OpenForReading(path);
        if (handle is null)
            return null;

        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        var buffer = new byte[limit + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length <= limit ? buffer[..length] : throw new IOException($"{path} is larger than {limit} bytes.");
    }

    /// <summary>Reads the whole file as UTF-8; null if there is none.</summary>
    /// <exception cref="IOException">As for <see cref="TryRead"/>.</exception>
    public static string? TryReadText(string path, int limit) => TryRead(path, limit) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}
