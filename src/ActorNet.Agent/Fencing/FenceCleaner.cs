using ActorNet.Agent.DataPlane;
using ActorNet.Netlink;

namespace ActorNet.Agent.Fencing;

/// <summary>What becomes of the fence when the lease is given up. Without a fence there is nothing to do.</summary>
internal static class FenceCleaner
{
    /// <summary>Shuts it: nothing is held any more.</summary>
    public static Task<IReadOnlyList<Problem>> ShutAsync(CancellationToken cancellationToken) => ChangeAsync(FenceRuleset.HeldSets.Select(NftRequest.Flush), cancellationToken);

    /// <summary>Removes it.</summary>
    public static Task<IReadOnlyList<Problem>> RemoveAsync(CancellationToken cancellationToken) => ChangeAsync([NftRequest.Delete(FenceRuleset.Table)], cancellationToken);

    private static async Task<IReadOnlyList<Problem>> ChangeAsync(IEnumerable<NetlinkRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            using var nftables = NftablesConnection.Open();
            await nftables.CommitAsync(requests, cancellationToken);
            return [];
        }
        catch (NetlinkException exception) when (exception.Errno is Errno.ENOENT or Errno.EOPNOTSUPP or Errno.EPROTONOSUPPORT or Errno.EAFNOSUPPORT or Errno.EPERM)
        {
            return []; // there is none, or this process could not have made one
        }
        catch (NetlinkException exception)
        {
            return [new Problem("fence", $"the kernel refuses to shut or remove the fence: {exception.Message}")];
        }
    }
}
