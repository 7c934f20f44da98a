using ActorNet.Netlink;

namespace ActorNet.Agent.Rules;

/// <summary>Keeps the table of nf_tables what the rules say. It is read back only when somebody has changed nf_tables.</summary>
internal sealed class RuleTableKeeper : IDisposable
{
    private NftablesConnection? _nftables;
    private HostRules? _rules;
    private TableLayout? _given;
    private uint _generation;
    private (uint Generation, IReadOnlyList<NftChain> Chains)? _obstacles;

    /// <summary>Packets dropped for their source address, as last read.</summary>
    public long SpoofedPackets { get; private set; }

    /// <summary>Packets to the tunnel dropped for their sender, as last read.</summary>
    public long StrangersPackets { get; private set; }

    /// <summary>The connection, for who has something to ask.</summary>
    /// <exception cref="NetlinkException">The kernel has no nf_tables (EOPNOTSUPP, EPROTONOSUPPORT), or refuses.</exception>
    public NftablesConnection Connection => _nftables ??= NftablesConnection.Open();

    /// <summary>Makes the table what it should be; says what had to be done.</summary>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public async Task<RuleChange> PursueAsync(HostRules rules, bool hasAll, uint generation, CancellationToken cancellationToken)
    {
        if (generation == _generation && _given is not null && rules.Equals(_rules))
            return RuleChange.None;

        var wanted = RuleTable.For(rules, hasAll);
        if (_given is null || _rules is null)
            return await ReplaceAsync(rules, wanted, RuleChange.Written, cancellationToken);
        if (generation != _generation && await FindFaultAsync(cancellationToken) is { } fault)
            return await ReplaceAsync(rules, wanted, new RuleChange(IsMended: true, fault), cancellationToken);

        _generation = generation;
        if (rules.Equals(_rules))
            return RuleChange.None;
        if (!rules.IsSameApartFromPeers(_rules) || rules.Tunnel is not { } door || _rules.Tunnel is not { } before)
            return await ReplaceAsync(rules, wanted, RuleChange.Written, cancellationToken);

        _given = null; // until it is done: what fails is made anew
        await Connection.CommitAsync(RuleTable.ChangePeers(before, door), cancellationToken);
        (_rules, _given) = (rules, wanted);
        return RuleChange.Written;
    }

    /// <summary>Chains of others, outside of iptables or not, that drop what is forwarded unless they accept it themselves: what this table accepts does not pass them.</summary>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public async Task<IReadOnlyList<NftChain>> FindObstaclesAsync(uint generation, CancellationToken cancellationToken)
    {
        if (_obstacles is { } known && known.Generation == generation)
            return known.Chains;

        var chains = await Connection.ListChainsAsync(NftFamily.Unspecified, cancellationToken);
        NftChain[] obstacles = [.. chains.Where(chain => chain is { Hook: NftHook.Forward, DropsByDefault: true, Table.Family: NftFamily.Inet or NftFamily.IPv4 or NftFamily.IPv6 })];
        _obstacles = (generation, obstacles);
        return obstacles;
    }

    /// <summary>Removes the table, if it is there.</summary>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        (_rules, _given) = (null, null);
        await Connection.CommitAsync([NftRequest.Add(RuleTable.Table), NftRequest.Delete(RuleTable.Table)], cancellationToken);
    }

    public void Dispose() => _nftables?.Dispose();

    private async Task<RuleChange> ReplaceAsync(HostRules rules, TableLayout wanted, RuleChange change, CancellationToken cancellationToken)
    {
        (_rules, _given) = (null, null);
        await Connection.CommitAsync(wanted.Replace(), cancellationToken);
        (_rules, _given) = (rules, wanted);
        return change;
    }

    private async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        var seen = await _given!.ReadAsync(Connection, cancellationToken);
        (SpoofedPackets, StrangersPackets) = (seen.Counted(RuleTable.Spoofed), seen.Counted(RuleTable.Stranger));
        return _given.FindFault(seen);
    }
}
