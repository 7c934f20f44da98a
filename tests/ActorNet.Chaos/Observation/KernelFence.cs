using ActorNet.Addressing;
using ActorNet.Netlink;

namespace ActorNet.Chaos.Observation;

/// <summary>The fence of a host as its kernel has it (decision 21): what is in the set <c>held4</c> of the table <c>inet actornet</c> may leave and enter the host.</summary>
internal sealed class KernelFence : IDisposable
{
    private static readonly NftSet Held = new()
    {
        Table = new NftTable(NftFamily.Inet, "actornet"),
        Name = "held4",
        KeyType = NftKeyType.IPv4Address,
        HasIntervals = true,
        HasTimeouts = true,
    };

    private readonly NftablesConnection connection;

    /// <summary>Opens it.</summary>
    /// <param name="path">The host's network namespace.</param>
    public KernelFence(string path)
    {
        using var host = NetNamespace.Open(path);
        connection = NftablesConnection.Open(host);
    }

    /// <summary>What of these subnets passes now: all of them where no agent has made a fence yet.</summary>
    public IReadOnlyList<Prefix> LetThrough(IReadOnlyList<Prefix> subnets)
    {
        try
        {
            var held = connection.ListElementsAsync(Held).GetAwaiter().GetResult();
            return [.. subnets.Where(subnet => held.Any(element => subnet.Contains(Prefix.Create(element.First, 32)) || subnet.Contains(Prefix.Create(element.Last, 32))))];
        }
        catch (NetlinkException exception) when (exception.Errno == Errno.ENOENT)
        {
            return subnets;
        }
    }

    public void Dispose() => connection.Dispose();
}
