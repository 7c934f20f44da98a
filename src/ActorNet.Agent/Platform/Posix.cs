using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Agent.Platform;

/// <summary>The few system calls that the runtime has no door to.</summary>
internal static partial class Posix
{
    private const int ReadOnly = 0;
    private const int NoFollow = 0x20000;
    private const int Directory = 0x10000;
    private const int CloseOnExec = 0x80000;
    private const int NoEntry = 2;
    private const int TooManyLinks = 40;

    /// <summary>To open a pipe that somebody has put in a file's place must not wait for who writes to it.</summary>
    private const int NonBlocking = 0x800;

    // O_NOFOLLOW and O_DIRECTORY are swapped on ARM (asm/fcntl.h).
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;
    private static readonly int NoFollowFlag = IsArm ? 0x8000 : NoFollow;
    private static readonly int DirectoryFlag = IsArm ? 0x4000 : Directory;

    /// <summary>Opens a file for reading, but not through a symbolic link in its place; null if there is none.</summary>
    /// <exception cref="IOException">It is there and cannot be opened, or is a symbolic link.</exception>
    public static SafeFileHandle? OpenForReading(string path)
    {
        var handle = Open(path, ReadOnly | NoFollowFlag | NonBlocking | CloseOnExec);
        if (!handle.IsInvalid)
            return handle;

        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        return error switch
        {
            NoEntry => null,
            TooManyLinks => throw new IOException($"{path} is a symbolic link, which is not followed."),
            _ => throw Failure($"{path} cannot be opened", error),
        };
    }

    /// <summary>Makes a rename or a deletion in the directory durable.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void SyncDirectory(string path)
    {
        using var handle = Open(path, ReadOnly | DirectoryFlag | CloseOnExec);
        if (handle.IsInvalid || FileSync(handle) != 0)
            throw Failure($"directory {path} cannot be synchronised", Marshal.GetLastPInvokeError());
    }

    /// <summary>Fills it from the kernel's generator (getrandom(2)), without the library that the runtime asks.</summary>
    /// <param name="bytes">At most 256: so many come at once, or none.</param>
    /// <exception cref="IOException">The kernel has none.</exception>
    public static void FillRandom(Span<byte> bytes)
    {
        if (GetRandom(bytes, (nuint)bytes.Length, 0) != bytes.Length)
            throw Failure("random bits cannot be had", Marshal.GetLastPInvokeError());
    }

    private static IOException Failure(string what, int error) => new($"{what}: {new Win32Exception(error).Message}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "getrandom", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetRandom(Span<byte> buffer, nuint length, uint flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileSync(SafeFileHandle handle);
}
