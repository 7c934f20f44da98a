namespace ActorNet.Netlink;

/// <summary>What happened to an object.</summary>
public enum NetlinkChange
{
    /// <summary>It is there: new, or changed. The record is its new state.</summary>
    Set,

    /// <summary>It is gone. The record is its last state.</summary>
    Deleted,
}
