namespace ActorNet.Allocation.Leases;

/// <summary>Whether a subnet is as large as the node asked for, and if not, why. The numbers are on the wire.</summary>
public enum SubnetSize
{
    /// <summary>There is no subnet of this address family.</summary>
    None = 0,

    /// <summary>It has the length that was asked for, or none was.</summary>
    AsAsked = 1,

    /// <summary>It is smaller: nothing of the size is left, and the node takes less.</summary>
    NothingLarger = 2,

    /// <summary>It is smaller: it cannot grow in place, because what is around it is not free.</summary>
    KeptSmaller = 3,

    /// <summary>It is larger: only who has given its lease up gives a part of it back.</summary>
    KeptLarger = 4,
}

/// <summary>One for each address family.</summary>
/// <param name="Ipv4">Of the IPv4 subnet.</param>
/// <param name="Ipv6">Of the IPv6 subnet.</param>
public readonly record struct SubnetSizes(SubnetSize Ipv4, SubnetSize Ipv6);
