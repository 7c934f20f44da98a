using System.Net;
using System.Security.Cryptography;
using System.Text;
using ActorNet.Addressing;
using ActorNet.Flannel;

namespace ActorNet.Cli.Commands.Flannel;

/// <summary>What things that stand for flannel's are called, always the same for the same thing, so that whatever does it twice does it once.</summary>
internal static class FlannelNames
{
    private const string Start = "flannel-";
    private const string MovedStart = "moved from flanneld at ";

    /// <summary>The reservation of a range that flanneld may pick from, or has given to a node: <c>flannel-10.244.3.0-24</c>.</summary>
    public static string Reservation(Prefix range) => $"{Start}{FlannelKey.PlainName(range)}";

    /// <summary>Whether a reservation is one of those.</summary>
    public static bool IsReservation(string name) => name.StartsWith(Start, StringComparison.Ordinal);

    /// <summary>The node in whose name the mirror holds what a flanneld has: <c>flannel-192.0.2.7</c>.</summary>
    public static string Holder(IPAddress address) => $"{Start}{FlannelKey.PlainName(address)}";

    /// <summary>Whether a node is one of those, and no machine that an agent runs on.</summary>
    public static bool IsHolder(string nodeId) => nodeId.StartsWith(Start, StringComparison.Ordinal);

    /// <summary>Two mirrors are one holder: both say the same instance, which nobody else does.</summary>
    public static byte[] Instance(string pool, string holder) => SHA256.HashData(Encoding.UTF8.GetBytes($"actornet flannel mirror\n{pool}\n{holder}"))[..16];

    /// <summary>The reason of a moved node's pin.</summary>
    public static string Moved(IPAddress address) => $"{MovedStart}{address}";

    /// <summary>The address by which flannel knew the node that a pin is for; null where no move made it.</summary>
    public static IPAddress? ReadMoved(string reason) =>
        reason.StartsWith(MovedStart, StringComparison.Ordinal) && IPAddress.TryParse(reason[MovedStart.Length..], out var address) ? address : null;

    /// <summary>The number of the etcd lease that all keys of a pool hang on which may end: each mirror keeps it alive.</summary>
    public static long EtcdLease(string prefix, string pool) =>
        (BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{prefix}\n{pool}"))) & long.MaxValue) | 1;
}
