namespace ActorNet.Netlink;

/// <summary>Why the kernel refused a request.</summary>
/// <param name="Errno">The error number.</param>
/// <param name="Message">The kernel's extended message (NETLINK_EXT_ACK), where it gave one; English, not stable between kernel
/// versions.</param>
/// <param name="Offset">The offset in bytes of the attribute that was refused, from the start of the request with its header, where the
/// kernel named one.</param>
public sealed record NetlinkError(Errno Errno, string? Message = null, uint? Offset = null)
{
    /// <summary>The name of the error number, followed by the kernel's message if there is one.</summary>
    public override string ToString() => Message is null ? Errno.ToString() : $"{Errno}: {Message}";
}
