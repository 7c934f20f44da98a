using System.Net.Sockets;
using ActorNet.Addressing;

namespace ActorNet.Allocation.Blocks;

/// <summary>Free (or owned) space of both address families.</summary>
internal sealed class AddressSpace
{
    private readonly FreeSpace ipv4 = new(AddressFamily.InterNetwork);
    private readonly FreeSpace ipv6 = new(AddressFamily.InterNetworkV6);

    public FreeSpace this[AddressFamily family] => family == AddressFamily.InterNetwork ? ipv4 : ipv6;

    public bool IsEmpty => ipv4.IsEmpty && ipv6.IsEmpty;

    /// <summary>The maximal prefixes, IPv4 first, in address order; quarantined space is not among them.</summary>
    public IEnumerable<Prefix> Free => ipv4.Free.Concat(ipv6.Free);

    public FreeSpace Of(Prefix prefix) => this[prefix.Family];

    /// <summary>How many addresses of a prefix are in it, the quarantined ones too.</summary>
    public UInt128 CountIn(Prefix prefix) => Of(prefix).Within(prefix).Aggregate(UInt128.Zero, (sum, part) => sum + part.AddressCount);

    public void Add(IEnumerable<Prefix> prefixes)
    {
        foreach (var prefix in prefixes)
        {
            Of(prefix).Add(prefix);
        }
    }

    /// <summary>Takes prefixes that must be there.</summary>
    /// <exception cref="InvalidOperationException">One is not: a journal contradicts itself.</exception>
    public void Take(IEnumerable<Prefix> prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (!Of(prefix).TryTake(prefix))
            {
                throw new InvalidOperationException($"{prefix} is not there to be taken");
            }
        }
    }
}
