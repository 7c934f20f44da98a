using System.Runtime.ExceptionServices;
using ActorNet.Netlink.Transport;

namespace ActorNet.Netlink;

/// <summary>
/// A network namespace, held open by a file descriptor: sockets can be opened in it, links made in it or moved to it.
/// It lives at least as long as this object is not disposed.
/// </summary>
public sealed class NetNamespace : IDisposable
{
    private readonly FileDescriptor descriptor;

    private NetNamespace(FileDescriptor descriptor) => this.descriptor = descriptor;

    /// <summary>The file descriptor, as the kernel wants it in IFLA_NET_NS_FD.</summary>
    internal int Descriptor
    {
        get
        {
            ObjectDisposedException.ThrowIf(descriptor.IsClosed, this);
            return (int)descriptor.DangerousGetHandle();
        }
    }

    /// <summary>Opens a namespace by its file: <c>/run/netns/NAME</c>, <c>/proc/PID/ns/net</c>.</summary>
    /// <exception cref="NetlinkException">The file cannot be opened (ENOENT, EACCES).</exception>
    public static NetNamespace Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new NetNamespace(FileDescriptor.Take(Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec), $"open {path}"));
    }

    /// <summary>Opens the namespace of a process.</summary>
    /// <exception cref="NetlinkException">There is no such process (ENOENT), or it may not be looked at (EACCES).</exception>
    public static NetNamespace OfProcess(int processId) => Open($"/proc/{processId}/ns/net");

    /// <inheritdoc/>
    public void Dispose() => descriptor.Dispose();

    /// <summary>
    /// Runs <paramref name="function"/> inside the namespace. A thread keeps its namespace for life, so it gets a thread of its
    /// own that ends afterwards; what it makes (a socket) belongs to the namespace and can be used from anywhere.
    /// </summary>
    internal T Run<T>(Func<T> function) where T : class
    {
        T? result = null;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (Libc.SetNamespace(descriptor, Libc.CloneNewNet) < 0)
                    throw Libc.LastError("setns");
                result = function();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        {
            IsBackground = true,
            Name = "netlink namespace",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
