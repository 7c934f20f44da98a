using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorNet.Netlink.Wire;

internal static class MessageBody
{
    /// <summary>Splits a message into the fixed header of its family and the attributes after it.</summary>
    /// <exception cref="NetlinkException">The message is shorter than the header.</exception>
    public static T Header<T>(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> attributes) where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        if (body.Length < size)
            throw NetlinkException.Malformed($"{body.Length} bytes where a {typeof(T).Name} of {size} should be");

        attributes = body[Math.Min(Alignment.Up(size), body.Length)..];
        return MemoryMarshal.Read<T>(body);
    }
}
