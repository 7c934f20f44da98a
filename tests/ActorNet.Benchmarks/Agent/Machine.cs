using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Benchmarks.Agent;

/// <summary>A network namespace that plays a machine, or a container on one.</summary>
internal sealed partial class Machine : IDisposable
{
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET, linux/sched.h
    private static int made;

    public Machine()
    {
        Run("ip", "netns", "add", Name);
        Ip("link set lo up");
    }

    public string Name { get; } = $"anb{Environment.ProcessId}x{Interlocked.Increment(ref made)}";

    public string Path => $"/run/netns/{Name}";

    /// <summary>A machine with an interface to others that there are not: <c>eth0</c>, 10.77.0.1/16.</summary>
    public static Machine WithUplink()
    {
        var machine = new Machine();
        machine.Ip("link add eth0 type veth peer name wire0");
        machine.Ip("link set wire0 up");
        machine.Ip("address add 10.77.0.1/16 dev eth0");
        machine.Ip("link set eth0 up");
        return machine;
    }

    public void Ip(string arguments) => Run("ip", ["-n", Name, .. arguments.Split(' ')]);

    public void Bridge(string arguments) => Run("bridge", ["-n", Name, .. arguments.Split(' ')]);

    public void Execute(params string[] command) => Run("ip", ["netns", "exec", Name, .. command]);

    /// <summary>A TCP socket in the namespace: it stays there, whichever thread uses it.</summary>
    public Socket OpenSocket()
    {
        Socket? socket = null;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var target = File.OpenHandle(Path);
                if (SetNamespace(target, NewNetwork) != 0)
                {
                    throw new InvalidOperationException($"setns {Path}: error {Marshal.GetLastPInvokeError()}");
                }

                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
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

    public void Dispose()
    {
        using var process = Process.Start(new ProcessStartInfo("ip", ["netns", "delete", Name]) { UseShellExecute = false });
        process?.WaitForExit();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} answered {process.ExitCode}: {error.Result}");
        }
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNamespace(SafeFileHandle descriptor, int type);
}
