using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>Sockets in another network namespace. A socket stays where it was made, whichever thread uses it later.</summary>
internal static partial class NamespaceSocket
{
    private const int CloneNewNet = 0x40000000;

    public static Socket Listen(string namespaceName, IPEndPoint endPoint) => Make(namespaceName, endPoint, socket =>
    {
        socket.Bind(endPoint);
        socket.Listen();
    });

    /// <summary>A unix socket that nobody is heard at.</summary>
    public static Socket Bind(string namespaceName, string path) => Make(namespaceName, new UnixDomainSocketEndPoint(path), socket => socket.Bind(new UnixDomainSocketEndPoint(path)));

    public static Socket Connect(string namespaceName, IPEndPoint endPoint) => Make(namespaceName, endPoint, socket => socket.Connect(endPoint));

    private static Socket Make(string namespaceName, EndPoint endPoint, Action<Socket> prepare)
    {
        Socket? socket = null;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var target = File.OpenHandle($"/run/netns/{namespaceName}");
                if (SetNamespace(target, CloneNewNet) != 0)
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                socket = new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
                prepare(socket);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return socket!;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNamespace(SafeFileHandle descriptor, int type);
}
