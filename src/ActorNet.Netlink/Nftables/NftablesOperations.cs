using ActorNet.Netlink.Transport;
using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink;

/// <summary>Reading nf_tables.</summary>
public static class NftablesOperations
{
    /// <summary>The number of transactions that there have been in the namespace, whoever made them: while it is the same, nothing has changed but what timed out.</summary>
    /// <exception cref="NetlinkException">The kernel refused: EOPNOTSUPP if it has no nf_tables.</exception>
    public static async Task<uint> GetGenerationAsync(this NftablesConnection connection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        try
        {
            var generation = await connection.GetAsync(NftGenerationMessage.Get(), cancellationToken).ConfigureAwait(false);
            return generation?.Id ?? throw NetlinkException.Malformed("no generation in the answer to a question for it");
        }
        catch (NetlinkException e) when (e.Errno == Errno.EINVAL)
        {
            // What nfnetlink answers for a part that the kernel does not have; to a transaction it answers EOPNOTSUPP.
            throw new NetlinkException("nft generation", new NetlinkError(Errno.EOPNOTSUPP, "the kernel has no nf_tables"));
        }
    }

    /// <summary>The tables of a family, or of all.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static Task<IReadOnlyList<NftTable>> ListTablesAsync(
        this NftablesConnection connection, NftFamily family = NftFamily.Unspecified, CancellationToken cancellationToken = default) =>
        ListAsync(connection, NftTableMessage.List(family), cancellationToken);

    /// <summary>The chains of a table; none where it is not there.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static async Task<IReadOnlyList<NftChain>> ListChainsAsync(this NftablesConnection connection, NftTable table, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        var chains = await connection.ListChainsAsync(table.Family, cancellationToken).ConfigureAwait(false);
        return [.. chains.Where(chain => chain.Table == table)];
    }

    /// <summary>The chains of all tables of a family, or of all families.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static Task<IReadOnlyList<NftChain>> ListChainsAsync(this NftablesConnection connection, NftFamily family, CancellationToken cancellationToken = default) =>
        ListAsync(connection, NftChainMessage.List(family), cancellationToken);

    /// <summary>The sets of a table; none where it is not there.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static Task<IReadOnlyList<NftSet>> ListSetsAsync(this NftablesConnection connection, NftTable table, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        return ListAsync(connection, NftSetMessage.List(table), cancellationToken);
    }

    /// <summary>The rules of a table, those of a chain in their order; none where it is not there.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static Task<IReadOnlyList<NftRule>> ListRulesAsync(this NftablesConnection connection, NftTable table, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        return ListAsync(connection, NftRuleMessage.List(table), cancellationToken);
    }

    /// <summary>The elements of a set that have not timed out, in the order of their addresses; none where it is not there.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static async Task<IReadOnlyList<NftElement>> ListElementsAsync(this NftablesConnection connection, NftSet set, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        var pieces = await ListAsync(connection, NftElementMessage.List(set), cancellationToken).ConfigureAwait(false);
        return NftElementMessage.Join(set, pieces.SelectMany(piece => piece));
    }

    private static async Task<IReadOnlyList<T>> ListAsync<T>(NftablesConnection connection, Query<T> query, CancellationToken cancellationToken) where T : class
    {
        ArgumentNullException.ThrowIfNull(connection);
        try
        {
            return await connection.DumpAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (NetlinkException e) when (e.Errno is Errno.ENOENT)
        {
            return []; // no such table or set
        }
    }
}
