namespace ActorNet.Cli.Commands.Export;

/// <summary>Replaces a file as a whole: whoever reads it finds the old one or the new one, also after a power failure.</summary>
internal static class WholeFile
{
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new IOException("it is a directory.");
        if (FileKind.IsSpecial(full))
            throw new IOException("it is no regular file, and would be replaced by one; leave out --file and redirect standard output.");

        var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid():n}");
        try
        {
            await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await using (var writer = new StreamWriter(stream, leaveOpen: true))
                    await writer.WriteAsync(text.AsMemory(), cancellationToken);

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary); // Nothing is there any more where all went well.
        }
    }
}
