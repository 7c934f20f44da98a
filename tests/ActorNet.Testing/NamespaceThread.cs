using System.ComponentModel;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Testing;

/// <summary>Threads in another network namespace.</summary>
public static partial class NamespaceThread
{
    private const int CloneNewNet = 0x40000000;

    /// <summary>Does something inside a namespace.</summary>
    /// <remarks>A thread keeps its namespace for life, so it is done on one that ends afterwards.</remarks>
    public static T Run<T>(NetworkNamespace host, Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var target = File.OpenHandle(host.Path);
                Enter(target);
                result = work();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    /// <summary>Takes the calling thread, which must be one of the caller's own, into a namespace for good, or until it enters another one.</summary>
    /// <param name="target">The namespace's file (<see cref="NetworkNamespace.Path"/>).</param>
    /// <exception cref="Win32Exception">The kernel refuses.</exception>
    public static void Enter(SafeFileHandle target)
    {
        if (SetNamespace(target, CloneNewNet) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNamespace(SafeFileHandle descriptor, int type);
}
