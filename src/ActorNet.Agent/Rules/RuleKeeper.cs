using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Liveness;
using ActorNet.Agent.Peers;
using ActorNet.Agent.Platform;
using ActorNet.Agent.Rules.Iptables;
using ActorNet.Netlink;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Rules;

/// <summary>
/// Keeps the rules for packets what lease, nodes and options say. They stay when the lease ends: the fence stops what must not pass, and a release removes them.
/// </summary>
internal sealed partial class RuleKeeper(
    RuleKind wanted,
    HostPlan plan,
    TimeProvider clock,
    Heartbeats heartbeats,
    ILogger<RuleKeeper> logger) : IDisposable
{
    private static readonly ImmutableArray<AddressFamily> Families = [AddressFamily.InterNetwork, AddressFamily.InterNetworkV6];

    /// <summary>After how long a failure is tried again, and how often an iptables is looked at that is not over nf_tables: nobody tells of its changes.</summary>
    private static readonly TimeSpan ShortInterval = TimeSpan.FromSeconds(1);

    /// <summary>For what else nobody tells of: an iptables that was installed, say.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>A few programs may wait for a lock, each as long as it has to be waited for.</summary>
    private static readonly TimeSpan TurnPatience = TimeSpan.FromMinutes(3);

    /// <summary>Lets a burst of changes become one.</summary>
    private static readonly TimeSpan Breather = TimeSpan.FromMilliseconds(50);

    private readonly Signal _work = new();
    private readonly RuleTableKeeper _table = new();
    private readonly IptablesKeeper[] _iptables = [.. Families.Select(family => new IptablesKeeper(family, clock))];
    private readonly ProblemLog _problems = new(logger, clock);
    private volatile HeldLease? _lease;
    private volatile PeerView _peers = PeerView.Unknown;
    private volatile IReadOnlyList<InterfaceAddress> _bridgeAddresses = [];
    private volatile RulesReport _report = RulesReport.Nothing;
    private PeerView? _doorOf;
    private TunnelDoor? _door;
    private bool _hasNftables = true;
    private bool _isTidied;

    /// <summary>Where the rules stand. For any thread.</summary>
    public RulesReport Report => _report;

    /// <summary>Takes a lease that is believed in; what to do without one is what was to be done with the last.</summary>
    public void Submit(HeldLease lease)
    {
        var isNews = _lease != lease;
        _lease = lease;
        if (isNews)
            _work.Raise();
    }

    /// <summary>Takes all nodes: who may send to this node's tunnel.</summary>
    public void Submit(PeerView peers)
    {
        _peers = peers;
        if (plan.Overlay is not null)
            _work.Raise();
    }

    /// <summary>Takes what the bridge was seen to have.</summary>
    public void Submit(IReadOnlyList<InterfaceAddress> bridgeAddresses)
    {
        var isNews = !bridgeAddresses.SequenceEqual(_bridgeAddresses);
        _bridgeAddresses = bridgeAddresses;
        if (isNews)
            _work.Raise();
    }

    /// <summary>Somebody may have changed nf_tables. From any thread.</summary>
    public void NoteChange() => _work.Raise();

    /// <summary>Runs until cancelled; the rules then stay.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var heartbeat = heartbeats.Add("rules", TurnPatience);
        while (!cancellationToken.IsCancellationRequested)
        {
            heartbeat.Beat();
            if (_lease is { } lease)
                await StepAsync(lease, cancellationToken);
            await _work.WaitAsync(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Breather, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _table.Dispose();
        _work.Dispose();
    }

    private async Task StepAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        var kind = Choose();
        if (!ReferenceEquals(_peers, _doorOf))
            (_doorOf, _door) = (_peers, TunnelDoor.Of(plan, _peers));
        var rules = HostRules.From(lease, plan.Bridge, plan.Masquerades, _bridgeAddresses, _door);
        try
        {
            await TidyAsync(kind, problems, cancellationToken);
            var generation = await AskGenerationAsync(problems, cancellationToken);
            if (_hasNftables && kind != RuleKind.None)
                await DoAsync("nftables", () => _table.PursueAsync(rules, kind == RuleKind.Nftables, generation, cancellationToken), problems);
            if (_hasNftables && kind == RuleKind.Nftables)
                await FindObstaclesAsync(generation, problems, cancellationToken);
            if (kind == RuleKind.Iptables)
            {
                foreach (var (family, keeper) in Families.Zip(_iptables).Where(pair => rules.ServedFamilies.Contains(pair.First)))
                    await DoAsync($"iptables {family}", () => keeper.PursueAsync(IptablesRules.For(rules, family), _hasNftables ? _table.Connection : null, generation, cancellationToken), problems);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _problems.Report(problems);
        _report = _report with { Kind = kind, SpoofedPackets = _table.SpoofedPackets, StrangersPackets = _table.StrangersPackets, Problems = [.. problems] };
    }

    private TimeSpan Pause => _report.Problems.IsEmpty && !_iptables.Any(keeper => keeper.IsBlind) ? Interval : ShortInterval;

    private RuleKind Choose() => wanted != RuleKind.Auto ? wanted
        : IptablesProgram.Find(AddressFamily.InterNetwork) is not null ? RuleKind.Iptables
        : _hasNftables ? RuleKind.Nftables
        : RuleKind.None;

    /// <summary>Once: an agent with other options may have left rules of the other kind.</summary>
    private async Task TidyAsync(RuleKind kind, List<Problem> problems, CancellationToken cancellationToken)
    {
        if (_isTidied)
            return;

        var before = problems.Count;
        if (kind != RuleKind.Iptables)
            problems.AddRange(await RuleCleaner.RemoveChainsAsync(cancellationToken));
        if (kind == RuleKind.None)
            problems.AddRange(await RuleCleaner.RemoveTableAsync(cancellationToken));
        _isTidied = problems.Count == before;
    }

    private async Task<uint> AskGenerationAsync(List<Problem> problems, CancellationToken cancellationToken)
    {
        if (!_hasNftables)
            return 0;

        try
        {
            return await _table.Connection.GetGenerationAsync(cancellationToken);
        }
        catch (NetlinkException exception) when (exception.Errno is Errno.EOPNOTSUPP or Errno.EPROTONOSUPPORT)
        {
            _hasNftables = false;
            Log.Unsupported(logger, exception.Message);
        }
        catch (NetlinkException exception)
        {
            problems.Add(new Problem("nftables", $"nf_tables cannot be read: {exception.Message}"));
        }

        return 0;
    }

    private async Task FindObstaclesAsync(uint generation, List<Problem> problems, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var chain in await _table.FindObstaclesAsync(generation, cancellationToken))
                problems.Add(new Problem($"chain {chain}", $"the chain {chain} drops what it does not accept itself, whatever these rules accept: let it accept {string.Join(", ", _lease!.Network)}, or give the agent iptables"));
        }
        catch (NetlinkException exception)
        {
            problems.Add(new Problem("nftables", $"nf_tables cannot be read: {exception.Message}"));
        }
    }

    private async Task DoAsync(string subject, Func<Task<RuleChange>> pursue, List<Problem> problems)
    {
        try
        {
            var change = await pursue();
            if (change.IsMended)
            {
                Log.Mended(logger, change.Fault);
                _report = _report with { Mended = _report.Mended + 1 };
            }
            else if (change != RuleChange.None)
            {
                _report = _report with { Written = _report.Written + 1 };
            }
        }
        catch (Exception exception) when (exception is NetlinkException or IptablesException)
        {
            problems.Add(new Problem(subject, $"the rules cannot be made what they should be: {exception.Message}"));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(520, LogLevel.Warning, "Somebody has changed the rules ({Fault}); they are put back.")]
        public static partial void Mended(ILogger logger, string fault);

        [LoggerMessage(521, LogLevel.Warning, "This kernel has no nf_tables ({Reason}): the bridge may send from any source, and the tunnel takes packets from anybody.")]
        public static partial void Unsupported(ILogger logger, string reason);
    }
}
