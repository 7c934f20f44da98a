namespace ActorNet.Netlink;

/// <summary>A routing table, from <c>linux/rtnetlink.h</c>. Any number is valid.</summary>
public enum RouteTable : uint
{
    /// <summary>Not said; in a filter: all tables.</summary>
    Unspecified = 0,

    /// <summary>The table "default".</summary>
    Default = 253,

    /// <summary>The table "main".</summary>
    Main = 254,

    /// <summary>The table "local": what is this host's own, kept by the kernel.</summary>
    Local = 255,
}
