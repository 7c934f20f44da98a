using System.Net.Sockets;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Platform;
using ActorNet.Agent.Rules.Iptables;
using ActorNet.Netlink;

namespace ActorNet.Agent.Rules;

/// <summary>Removes the agent's rules, and nothing else. They are known by their names.</summary>
internal static class RuleCleaner
{
    /// <summary>Removes them all; what cannot be removed is in the answer. An agent without the right to make rules has none.</summary>
    public static async Task<IReadOnlyList<Problem>> CleanAsync(CancellationToken cancellationToken) => !Capabilities.MayChangeNetwork()
        ? []
        : [.. await RemoveTableAsync(cancellationToken), .. await RemoveChainsAsync(cancellationToken)];

    public static async Task<IReadOnlyList<Problem>> RemoveTableAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var nftables = NftablesConnection.Open();
            if ((await nftables.ListTablesAsync(RuleTable.Table.Family, cancellationToken)).Contains(RuleTable.Table))
                await nftables.CommitAsync([NftRequest.Delete(RuleTable.Table)], cancellationToken);
            return [];
        }
        catch (NetlinkException exception) when (exception.Errno is Errno.ENOENT or Errno.EINVAL or Errno.EOPNOTSUPP or Errno.EPROTONOSUPPORT or Errno.EPERM)
        {
            return []; // there is none, or this process could not have made one
        }
        catch (NetlinkException exception)
        {
            return [new Problem("rules", $"the kernel refuses to remove the rules: {exception.Message}")];
        }
    }

    public static async Task<IReadOnlyList<Problem>> RemoveChainsAsync(CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        foreach (var family in new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 })
        {
            try
            {
                await IptablesKeeper.RemoveAsync(family, cancellationToken);
            }
            catch (IptablesException exception)
            {
                problems.Add(new Problem($"iptables {family}", $"the chains in iptables cannot be removed: {exception.Message}"));
            }
        }

        return problems;
    }
}
