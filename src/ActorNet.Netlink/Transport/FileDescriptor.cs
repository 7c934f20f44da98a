using Microsoft.Win32.SafeHandles;

namespace ActorNet.Netlink.Transport;

/// <summary>A file descriptor that is closed once nobody uses it any more.</summary>
internal sealed class FileDescriptor() : SafeHandleMinusOneIsInvalid(ownsHandle: true)
{
    public static FileDescriptor OpenFile(string path)
    {
        var descriptor = Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec);
        return descriptor.IsInvalid ? throw Libc.LastError($"open {path}") : descriptor;
    }

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
