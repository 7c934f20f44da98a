using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace ActorNet.Agent.Platform;

/// <summary>
/// What <c>ethtool</c> asks of the kernel: SIOCETHTOOL of linux/sockios.h with the commands of linux/ethtool.h. Generic netlink has the same since Linux 5.6, but it is the kernels before that which need it.
/// </summary>
internal static partial class EthernetTool
{
    private const nuint EthernetToolRequest = 0x8946;
    private const uint GetTransmitChecksums = 0x16;
    private const uint SetTransmitChecksums = 0x17;

    /// <summary>IFNAMSIZ, with the end.</summary>
    private const int NameLength = 16;

    /// <summary>struct ifreq: the name and a union, the largest member of which has 24 bytes.</summary>
    private const int RequestLength = NameLength + 24;

    /// <summary>Whether the device leaves checksums of what it sends to what comes after it.</summary>
    /// <exception cref="IOException">The kernel does not say: there is no such device.</exception>
    public static bool OffloadsChecksums(string device) => Ask(device, GetTransmitChecksums, 0) != 0;

    /// <summary>Lets it do so, or not.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void OffloadChecksums(string device, bool isOffloaded) => Ask(device, SetTransmitChecksums, isOffloaded ? 1u : 0u);

    /// <summary>struct ethtool_value, there and back.</summary>
    private static unsafe uint Ask(string device, uint command, uint value)
    {
        Span<byte> request = stackalloc byte[RequestLength];
        request.Clear();
        if (!Encoding.UTF8.TryGetBytes(device, request[..(NameLength - 1)], out _))
            throw new IOException($"{device} is no name of an interface.");

        var argument = stackalloc uint[] { command, value };
        MemoryMarshal.Write(request[NameLength..], (nuint)argument);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        if (Control(socket.SafeHandle, EthernetToolRequest, request) != 0)
            throw new IOException($"{device}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        return argument[1];
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeHandle socket, nuint request, Span<byte> argument);
}
