using System.Runtime.InteropServices;

namespace ActorNet.Cli.Commands.Export;

/// <summary>What there is at a path. .NET does not tell a device, a pipe or a socket from a file.</summary>
internal static partial class FileKind
{
    // linux/fcntl.h, linux/stat.h
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint TypeOnly = 1; // STATX_TYPE
    private const int StatusSize = 256; // sizeof(struct statx)
    private const int ModeOffset = 28; // offsetof(struct statx, stx_mode)
    private const int TypeMask = 0xF000; // S_IFMT
    private const int RegularFile = 0x8000; // S_IFREG

    /// <summary>Whether there is something other than a regular file: a device, a pipe, a socket, a link, a directory.</summary>
    public static bool IsSpecial(string path)
    {
        Span<byte> status = stackalloc byte[StatusSize];
        return ReadStatus(CurrentDirectory, path, NoFollow, TypeOnly, status) == 0
            && (MemoryMarshal.Read<ushort>(status[ModeOffset..]) & TypeMask) != RegularFile;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatus(int directory, string path, int flags, uint mask, Span<byte> status);
}
