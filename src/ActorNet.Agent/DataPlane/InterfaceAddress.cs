using System.Net;
using ActorNet.Addressing;

namespace ActorNet.Agent.DataPlane;

/// <summary>An address of a host within its network, as <c>ip address</c> has it: <c>10.244.3.1/24</c>.</summary>
internal readonly record struct InterfaceAddress(IPAddress Address, int PrefixLength)
{
    /// <summary>The address that the bridge gets from a subnet.</summary>
    public static InterfaceAddress FirstOf(Prefix subnet) => new(subnet.FirstUsable, subnet.Length);

    /// <summary>The network that it is in.</summary>
    public Prefix Network => Prefix.Create(Address, Address.GetAddressBytes().Length * 8).Ancestor(PrefixLength);

    public static bool TryParse(string text, out InterfaceAddress result)
    {
        result = default;
        var slash = text.IndexOf('/');
        if (slash < 0 || !IPAddress.TryParse(text.AsSpan(0, slash), out var address) || !byte.TryParse(text.AsSpan(slash + 1), out var length))
            return false;

        result = new InterfaceAddress(address, length);
        return true;
    }

    public override string ToString() => $"{Address}/{PrefixLength}";
}
