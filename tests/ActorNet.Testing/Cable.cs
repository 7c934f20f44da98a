using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Testing;

/// <summary>
/// A cable between two namespaces, in user space: two TAP devices, and a pump for each direction that can delay, repeat and reorder the frames.
/// For kernels without netem.
/// </summary>
public sealed partial class Cable : IAsyncDisposable
{
    private const uint TunSetInterface = 0x400454ca; // TUNSETIFF of linux/if_tun.h
    private const short Tap = 0x0002;
    private const short NoPacketInformation = 0x1000;
    private const int InterfaceRequestLength = 40;
    private const int FlagsAt = 16;
    private const int OpenReadWrite = 2;

    private static int count;

    private readonly SafeFileHandle[] ends;
    private readonly CablePump[] pumps;

    private Cable(SafeFileHandle one, SafeFileHandle other)
    {
        ends = [one, other];
        pumps = [new CablePump(one, other, () => Manners), new CablePump(other, one, () => Manners)];
    }

    /// <summary>What it does to frames from now on, in both directions.</summary>
    public CableManners Manners { get; set; } = CableManners.Straight;

    /// <summary>Makes a device in each namespace and connects the two.</summary>
    public static async Task<Cable> LayAsync(NetworkNamespace one, string deviceOfOne, NetworkNamespace other, string deviceOfOther) =>
        new(await OpenAsync(one, deviceOfOne), await OpenAsync(other, deviceOfOther));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(pumps.Select(pump => pump.StopAsync()));
        foreach (var end in ends)
        {
            end.Dispose();
        }
    }

    private static async Task<SafeFileHandle> OpenAsync(NetworkNamespace host, string device)
    {
        var name = $"tap{Environment.ProcessId}x{Interlocked.Increment(ref count)}";
        var handle = Open(name);
        await Shell.RunAsync("ip", "link", "set", name, "netns", host.Name, "name", device);
        return handle;
    }

    /// <summary>open(2) and not a FileStream: the runtime would take the device for a file.</summary>
    private static SafeFileHandle Open(string name)
    {
        var handle = OpenFile("/dev/net/tun", OpenReadWrite);
        var request = new byte[InterfaceRequestLength];
        Encoding.ASCII.GetBytes(name, request);
        BinaryPrimitives.WriteInt16LittleEndian(request.AsSpan(FlagsAt), Tap | NoPacketInformation);
        return !handle.IsInvalid && Control(handle, TunSetInterface, request) == 0
            ? handle
            : throw new Win32Exception(Marshal.GetLastPInvokeError(), $"no TAP device {name}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle descriptor, nuint request, byte[] argument);
}
