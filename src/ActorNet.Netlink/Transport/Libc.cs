using System.Runtime.InteropServices;

namespace ActorNet.Netlink.Transport;

/// <summary>
/// The calls of libc that a netlink socket needs, and their constants (the same on every architecture that .NET runs on).
/// </summary>
internal static partial class Libc
{
    public const int ReadOnly = 0;
    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;
    public const int CloneNewNet = 0x40000000;

    public const ushort NetlinkFamily = 16;
    public const int RawSocket = 3;
    public const int RouteProtocol = 0;
    public const int NetfilterProtocol = 12;

    public const int SocketLevel = 1;
    public const int SendBuffer = 7;
    public const int ReceiveBuffer = 8;
    public const int SendBufferForce = 32;
    public const int ReceiveBufferForce = 33;

    public const int NetlinkLevel = 270;
    public const int CapAck = 10;
    public const int ExtAck = 11;
    public const int GetStrictCheck = 12;

    /// <summary>On receipt: return the real length even if the buffer is shorter.</summary>
    public const int Truncate = 0x20;

    public const short PollIn = 1;

    private const string Library = "libc";

    /// <summary>What the last call on this thread failed with.</summary>
    public static Errno LastErrno => (Errno)Marshal.GetLastPInvokeError();

    public static NetlinkException LastError(string what) => new(what, new NetlinkError(LastErrno));

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(FileDescriptor descriptor, int kind);

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(FileDescriptor socket, in NetlinkAddress address, int length);

    [LibraryImport(Library, EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetSocketName(FileDescriptor socket, out NetlinkAddress address, ref int length);

    [LibraryImport(Library, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSocketOption(FileDescriptor socket, int level, int name, in int value, int length);

    [LibraryImport(Library, EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetSocketOption(FileDescriptor socket, int level, int name, out int value, ref int length);

    [LibraryImport(Library, EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(
        FileDescriptor socket, ReadOnlySpan<byte> buffer, nuint length, int flags, in NetlinkAddress address, int addressLength);

    [LibraryImport(Library, EntryPoint = "recvfrom", SetLastError = true)]
    public static partial nint ReceiveFrom(
        FileDescriptor socket, Span<byte> buffer, nuint length, int flags, out NetlinkAddress address, ref int addressLength);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Span<PollEntry> entries, nuint count, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(FileDescriptor descriptor, in ulong value, nuint length);
}
