namespace ActorNet.Netlink;

/// <summary>What a <see cref="NetlinkMonitor"/> listens to: the RTMGRP_ bits of <c>linux/rtnetlink.h</c>.</summary>
[Flags]
public enum MonitorGroups : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Links.</summary>
    Links = 0x1,

    /// <summary>Neighbours of both families, and FDB entries.</summary>
    Neighbours = 0x4,

    /// <summary>IPv4 addresses.</summary>
    IPv4Addresses = 0x10,

    /// <summary>IPv4 routes.</summary>
    IPv4Routes = 0x40,

    /// <summary>IPv6 addresses.</summary>
    IPv6Addresses = 0x100,

    /// <summary>IPv6 routes.</summary>
    IPv6Routes = 0x400,

    /// <summary>Addresses of both families.</summary>
    Addresses = IPv4Addresses | IPv6Addresses,

    /// <summary>Routes of both families.</summary>
    Routes = IPv4Routes | IPv6Routes,

    /// <summary>Everything.</summary>
    All = Links | Neighbours | Addresses | Routes,
}
