using System.Security.Cryptography;
using System.Text;
using ActorNet.Agent.Identity;
using ActorNet.Netlink;

namespace ActorNet.Agent.DataPlane.Overlay;

/// <summary>
/// The link-layer address of a node's tunnels. It comes from the node's id and nothing else: a device that is made anew, on a machine that was installed anew, is the same one to
/// all other nodes. Of 10,000 nodes two have the same one with a probability of one in a million; then the one with the lower epoch is not reached, and that is reported.
/// </summary>
internal static class VtepMac
{
    // IEEE 802: the two lowest bits of the first byte.
    private const byte Group = 0x01;
    private const byte LocallyAdministered = 0x02;

    public static MacAddress Of(NodeId node)
    {
        Span<byte> bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"actornet vtep {node.Value}")).AsSpan(0, MacAddress.Length);
        bytes[0] = (byte)((bytes[0] & ~Group) | LocallyAdministered);
        return new MacAddress(bytes);
    }
}
