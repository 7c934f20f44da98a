namespace ActorNet.Netlink.Wire;

/// <summary>Messages and attributes start at multiples of four bytes.</summary>
internal static class Alignment
{
    public static int Up(int length) => (length + 3) & ~3;
}
