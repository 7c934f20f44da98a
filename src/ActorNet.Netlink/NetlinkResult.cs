using System.Diagnostics.CodeAnalysis;

namespace ActorNet.Netlink;

/// <summary>What became of one request of a batch.</summary>
/// <param name="Request">The request.</param>
/// <param name="Error">Why it was refused; null if it was carried out.</param>
/// <param name="Warning">What the kernel had to say about a request that it carried out, if anything.</param>
public sealed record NetlinkResult(NetlinkRequest Request, NetlinkError? Error, string? Warning = null)
{
    /// <summary>Whether the request was carried out.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>The error number; <see cref="Errno.None"/> if the request was carried out.</summary>
    public Errno Errno => Error?.Errno ?? Errno.None;

    /// <summary>Turns a refusal into an exception.</summary>
    /// <exception cref="NetlinkException">The request was refused.</exception>
    public void ThrowIfFailed()
    {
        if (!Succeeded)
            throw new NetlinkException(Request, Error);
    }
}
