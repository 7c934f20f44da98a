using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Agent.Clocks;
using ActorNet.Netlink;

namespace ActorNet.Agent.Rules.Iptables;

/// <summary>
/// Keeps the chains of one address family what the rules say. Programs are run only when there is something to do or to look at: where iptables keeps its rules in nf_tables,
/// those are compared there by their handles; where it does not, the kernel says when a rule came or went, and iptables is asked now and then what a rule says.
/// </summary>
internal sealed class IptablesKeeper(AddressFamily family, TimeProvider clock)
{
    /// <summary>How often rules are looked at of which it is not told that they say something else.</summary>
    private static readonly TimeSpan BlindInterval = TimeSpan.FromSeconds(10);

    private IptablesProgram? _program;
    private bool? _isOverNftables;
    private ImmutableArray<IptablesChain> _given;
    private ImmutableArray<(string, ulong)> _handles = [];
    private uint _generation;
    private string _legacy = "";
    private Instant _lookAt;

    /// <summary>What <c>iptables-save</c> writes of what was given, where this version writes it another way; null: the same.</summary>
    private string? _accepted;

    /// <summary>Whether nobody tells of changes: the kernel has to be asked.</summary>
    public bool IsBlind => _isOverNftables is false;

    /// <summary>Makes the chains what they should be; says what had to be done.</summary>
    /// <exception cref="IptablesException">iptables fails, or the host does not have it.</exception>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public async Task<RuleChange> PursueAsync(ImmutableArray<IptablesChain> chains, NftablesConnection? nftables, uint generation, CancellationToken cancellationToken)
    {
        _program ??= IptablesProgram.Find(family) ?? throw new IptablesException($"there is no {(family == AddressFamily.InterNetwork ? "iptables" : "ip6tables")}-restore on this host");
        _isOverNftables ??= await _program.IsOverNftablesAsync(cancellationToken);
        var isNews = _given.IsDefault || !IsSame(_given, chains);
        if (!isNews && await IsAsLeftAsync(nftables, generation, cancellationToken))
            return RuleChange.None;

        var seen = await LookAsync(nftables, cancellationToken);
        var saved = await _program.SaveAsync(cancellationToken);
        if (IptablesRules.Mend(chains, saved) is not { } input || (!isNews && OwnLines(saved) == _accepted))
        {
            Remember(chains, seen);
            return RuleChange.None;
        }

        await _program.RestoreAsync(input, cancellationToken);
        await VerifyAsync(chains, cancellationToken);
        Remember(chains, seen); // what is older than the change: it is looked at once more
        return isNews ? RuleChange.Written : new RuleChange(IsMended: true, $"the chains of {family} in iptables");
    }

    /// <summary>Removes the chains, if they and iptables are there.</summary>
    /// <exception cref="IptablesException">iptables fails.</exception>
    public static async Task RemoveAsync(AddressFamily family, CancellationToken cancellationToken)
    {
        if (IptablesProgram.Find(family) is { } program && IptablesRules.Mend(IptablesRules.None, await program.SaveAsync(cancellationToken)) is { } input)
            await program.RestoreAsync(input, cancellationToken);
    }

    private static bool IsSame(ImmutableArray<IptablesChain> a, ImmutableArray<IptablesChain> b) =>
        a.Length == b.Length && a.Zip(b).All(pair => pair.First with { Rules = [] } == pair.Second with { Rules = [] } && pair.First.Rules.SequenceEqual(pair.Second.Rules));

    private async Task<bool> IsAsLeftAsync(NftablesConnection? nftables, uint generation, CancellationToken cancellationToken)
    {
        if (_isOverNftables is not true || nftables is null)
            return Instant.Now(clock) < _lookAt && LegacyTables.Read(family) == _legacy;
        if (generation == _generation)
            return true;

        var handles = await ReadHandlesAsync(nftables, cancellationToken);
        _generation = generation;
        return handles.SequenceEqual(_handles);
    }

    private void Remember(ImmutableArray<IptablesChain> chains, Sight seen)
    {
        _given = chains;
        (_generation, _handles, _legacy) = seen;
        _lookAt = Instant.Now(clock) + BlindInterval;
    }

    private async Task<Sight> LookAsync(NftablesConnection? nftables, CancellationToken cancellationToken) =>
        _isOverNftables is true && nftables is not null
            ? new Sight(await nftables.GetGenerationAsync(cancellationToken), await ReadHandlesAsync(nftables, cancellationToken), "")
            : new Sight(0, [], LegacyTables.Read(family));

    /// <summary>A version of iptables that always writes rules another way than they are written here is taken at its word, or they would be mended for ever.</summary>
    private async Task VerifyAsync(ImmutableArray<IptablesChain> chains, CancellationToken cancellationToken)
    {
        _accepted = null;
        var first = await _program!.SaveAsync(cancellationToken);
        if (IptablesRules.Mend(chains, first) is not { } input)
            return;

        await _program.RestoreAsync(input, cancellationToken);
        var second = await _program.SaveAsync(cancellationToken);
        _accepted = OwnLines(first) == OwnLines(second) ? OwnLines(second) : null;
    }

    /// <summary>The lines of the agent's chains and of those that lead to them, without counters.</summary>
    private static string OwnLines(string saved) =>
        string.Join('\n', saved.Split('\n').Where(line => line.StartsWith("-A ", StringComparison.Ordinal) && (line.Contains("ACTORNET-", StringComparison.Ordinal) || line.StartsWith("-A FORWARD", StringComparison.Ordinal) || line.StartsWith("-A POSTROUTING", StringComparison.Ordinal))));

    private async Task<ImmutableArray<(string, ulong)>> ReadHandlesAsync(NftablesConnection nftables, CancellationToken cancellationToken)
    {
        var nftFamily = family == AddressFamily.InterNetwork ? NftFamily.IPv4 : NftFamily.IPv6;
        var handles = ImmutableArray.CreateBuilder<(string, ulong)>();
        foreach (var table in new[] { "filter", "nat" })
            handles.AddRange((await nftables.ListRulesAsync(new NftTable(nftFamily, table), cancellationToken)).Select(rule => ($"{table} {rule.Chain.Name}", rule.Handle)));
        return handles.ToImmutable();
    }

    /// <summary>What tells that somebody has changed something.</summary>
    private readonly record struct Sight(uint Generation, ImmutableArray<(string Chain, ulong Handle)> Handles, string Legacy);
}
