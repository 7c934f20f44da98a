namespace ActorNet.Netlink;

/// <summary>
/// The error numbers of Linux that rtnetlink uses, by their names in <c>errno.h</c>. Any other number may appear as well.
/// </summary>
public enum Errno
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Operation not permitted: the caller lacks CAP_NET_ADMIN in the namespace.</summary>
    EPERM = 1,

    /// <summary>No such entry: an FDB entry or neighbour that is not there, or a link kind that does not exist.</summary>
    ENOENT = 2,

    /// <summary>No such process: in rtnetlink, a route that is not there.</summary>
    ESRCH = 3,

    /// <summary>Interrupted: a dump that changed under way on every attempt.</summary>
    EINTR = 4,

    /// <summary>Try again.</summary>
    EAGAIN = 11,

    /// <summary>Out of memory.</summary>
    ENOMEM = 12,

    /// <summary>Permission denied.</summary>
    EACCES = 13,

    /// <summary>Busy: a link that is enslaved elsewhere, or a second dump on the same socket.</summary>
    EBUSY = 16,

    /// <summary>Already there.</summary>
    EEXIST = 17,

    /// <summary>No such link.</summary>
    ENODEV = 19,

    /// <summary>Invalid argument; the extended message usually names it.</summary>
    EINVAL = 22,

    /// <summary>Out of range; in rtnetlink, also text that is too long.</summary>
    ERANGE = 34,

    /// <summary>The name of a link is too long.</summary>
    ENAMETOOLONG = 36,

    /// <summary>A loop of links.</summary>
    ELOOP = 40,

    /// <summary>A message that does not follow its format.</summary>
    EBADMSG = 74,

    /// <summary>A message larger than the socket takes.</summary>
    EMSGSIZE = 90,

    /// <summary>The kernel does not have the protocol: it was built without netfilter.</summary>
    EPROTONOSUPPORT = 93,

    /// <summary>The kernel does not support the operation on this object.</summary>
    EOPNOTSUPP = 95,

    /// <summary>The address family is not supported (IPv6 switched off, say).</summary>
    EAFNOSUPPORT = 97,

    /// <summary>The address, or the VXLAN port, is in use.</summary>
    EADDRINUSE = 98,

    /// <summary>The address is not there.</summary>
    EADDRNOTAVAIL = 99,

    /// <summary>The link is down.</summary>
    ENETDOWN = 100,

    /// <summary>The gateway is not reachable over the link.</summary>
    ENETUNREACH = 101,

    /// <summary>The socket's buffer overflowed: messages were lost.</summary>
    ENOBUFS = 105,

    /// <summary>Not connected: a veth without its other end cannot be up.</summary>
    ENOTCONN = 107,

    /// <summary>The kernel did not answer in time.</summary>
    ETIMEDOUT = 110,

    /// <summary>No route to the host: the gateway of an IPv6 route is not on the link.</summary>
    EHOSTUNREACH = 113,
}
