using System.Net.Sockets;
using System.Text;

namespace ActorNet.Agent.Rules.Iptables;

/// <summary>
/// What the kernel says of the tables of the older kind (ip_tables, ip6_tables), without a program and without reading rules: how many entries they have, of what size, and where chains begin. Whoever adds
/// or removes a rule changes that.
/// </summary>
internal static class LegacyTables
{
    /// <summary>IPT_SO_GET_INFO and IP6T_SO_GET_INFO (linux/netfilter_ipv4/ip_tables.h, linux/netfilter_ipv6/ip6_tables.h).</summary>
    private const int GetInfo = 64;

    /// <summary>SOL_IP and SOL_IPV6.</summary>
    private const int LevelIPv4 = 0;
    private const int LevelIPv6 = 41;

    /// <summary>struct ipt_getinfo and ip6t_getinfo: a name of 32 bytes and 13 numbers.</summary>
    private const int InfoLength = 32 + (13 * sizeof(uint));

    private static readonly string[] Tables = ["filter", "nat"];

    /// <summary>The state of the tables that are there, as something to compare; empty where the kernel does not say.</summary>
    public static string Read(AddressFamily family)
    {
        try
        {
            // Asking for a table makes it.
            var present = File.ReadAllLines(family == AddressFamily.InterNetwork ? "/proc/net/ip_tables_names" : "/proc/net/ip6_tables_names");
            using var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
            return string.Join(' ', Tables.Where(present.Contains).Select(table => Read(socket, family, table)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SocketException)
        {
            return "";
        }
    }

    private static string Read(Socket socket, AddressFamily family, string table)
    {
        var info = new byte[InfoLength];
        Encoding.ASCII.GetBytes(table, info);
        socket.GetRawSocketOption(family == AddressFamily.InterNetwork ? LevelIPv4 : LevelIPv6, GetInfo, info);
        return Convert.ToHexString(info);
    }
}
