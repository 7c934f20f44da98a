using Microsoft.Win32.SafeHandles;

namespace ActorNet.Netlink.Transport;

/// <summary>A file descriptor that is closed once nobody uses it any more.</summary>
internal sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    private FileDescriptor(int descriptor) : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>
    /// Takes what a call returned that makes descriptors. The calls return an int, which must not be read as a pointer: -1 would be lost.
    /// </summary>
    /// <exception cref="NetlinkException">The call failed.</exception>
    public static FileDescriptor Take(int result, string what) => result < 0 ? throw Libc.LastError(what) : new FileDescriptor(result);

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
