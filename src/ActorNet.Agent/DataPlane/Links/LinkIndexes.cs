using System.Net.Sockets;

namespace ActorNet.Agent.DataPlane.Links;

/// <summary>The kernel's numbers of the links by which packets leave; 0 for one that is not there.</summary>
internal readonly record struct LinkIndexes(int Uplink, int OverIPv4 = 0, int OverIPv6 = 0)
{
    public int Of(Way way) => way switch
    {
        Way.Direct => Uplink,
        Way.OverIPv4 => OverIPv4,
        Way.OverIPv6 => OverIPv6,
        _ => throw new ArgumentOutOfRangeException(nameof(way), way, "Not a way."),
    };

    /// <summary>That of the tunnel whose packets are of the family.</summary>
    public int Over(AddressFamily outer) => outer == AddressFamily.InterNetwork ? OverIPv4 : OverIPv6;
}
