namespace ActorNet.Netlink;

/// <summary>A request that the kernel refused, or an exchange with it that failed.</summary>
public sealed class NetlinkException : Exception
{
    /// <summary>An exchange failed with <paramref name="error"/>.</summary>
    /// <param name="what">What was being done.</param>
    /// <param name="error">Why it failed.</param>
    public NetlinkException(string what, NetlinkError error) : base($"{what}: {error}") => Error = error;

    /// <summary><paramref name="request"/> was refused with <paramref name="error"/>.</summary>
    public NetlinkException(NetlinkRequest request, NetlinkError error) : this(request?.ToString() ?? "", error) => Request = request;

    /// <summary>The error number, and the kernel's message where it gave one.</summary>
    public NetlinkError Error { get; }

    /// <summary>The error number.</summary>
    public Errno Errno => Error.Errno;

    /// <summary>The request that was refused; null if a dump, a look-up or the socket itself failed.</summary>
    public NetlinkRequest? Request { get; }

    internal static NetlinkException Malformed(string what) => new("malformed netlink message", new NetlinkError(Errno.EBADMSG, what));
}
