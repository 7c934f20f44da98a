namespace ActorNet.Netlink;

/// <summary>How far a destination or address reaches, from <c>linux/rtnetlink.h</c>.</summary>
public enum RouteScope : byte
{
    /// <summary>Anywhere.</summary>
    Universe = 0,

    /// <summary>Inside the site.</summary>
    Site = 200,

    /// <summary>On the link.</summary>
    Link = 253,

    /// <summary>On this host.</summary>
    Host = 254,

    /// <summary>Nowhere; in a deletion: any scope.</summary>
    Nowhere = 255,
}
