using System.CommandLine;
using ActorNet.Addressing;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Failures;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>What <c>pool update</c> and <c>pool plan</c> take: a pool's name and what is to change.</summary>
internal sealed class PoolChangeOptions
{
    private readonly Argument<string> _name = SharedArguments.Name("NAME", "The pool's name.");
    private readonly Option<Prefix[]> _addCidrs = new("--add-cidr")
    {
        HelpName = "CIDR",
        Description = "A range of addresses that the pool gets in addition; repeat it for more",
        CustomParser = Parsed.Many<Prefix>(Prefix.TryParse),
    };

    private readonly Option<Prefix[]> _removeCidrs = new("--remove-cidr")
    {
        HelpName = "CIDR",
        Description = "One of its ranges that the pool loses; repeat it for more. Nothing of it may be with nodes: 'actornet pool drain start' sees to that",
        CustomParser = Parsed.Many<Prefix>(Prefix.TryParse),
    };

    private readonly Option<int> _ipv4Length = PoolOptions.Length("--ipv4-prefix-length", 30, "The size of a node's IPv4 subnet; nodes that have one keep it");
    private readonly Option<int> _ipv6Length = PoolOptions.Length("--ipv6-prefix-length", 126, "The size of a node's IPv6 subnet; nodes that have one keep it");
    private readonly Option<PrefixLengthRange?> _ipv4Lengths = PoolOptions.Lengths("--ipv4-lengths", 30, "Which sizes of IPv4 subnets nodes may ask for");
    private readonly Option<PrefixLengthRange?> _ipv6Lengths = PoolOptions.Lengths("--ipv6-lengths", 126, "Which sizes of IPv6 subnets nodes may ask for");
    private readonly Option<TimeSpan?> _timeToLive = PoolOptions.TimeToLive("; what nodes were told before counts until it is over");
    private readonly Option<TimeSpan?> _quarantine = PoolOptions.Quarantine("");
    private readonly Option<TimeSpan?> _moveWindow = PoolOptions.MoveWindow("");
    private readonly Option<ReclaimPolicy> _reclaim = PoolOptions.Reclaim("");
    private readonly Option<KeyValuePair<string, string>[]> _selector = PoolOptions.NodeSelector("; replaces those that there are");
    private readonly Option<Headroom?> _headroom = PoolOptions.Headroom("; replaces what was kept");
    private readonly Option<bool> _noHeadroom = new("--no-headroom") { Description = "Nothing is kept for certain nodes" };
    private readonly Option<bool> _noSelector = new("--no-node-selector") { Description = "No node gets its subnet here without naming the pool" };

    public void AddTo(Command command)
    {
        command.Add(_name);
        foreach (var option in new System.CommandLine.Option[]
        {
            _addCidrs, _removeCidrs, _ipv4Length, _ipv6Length, _ipv4Lengths, _ipv6Lengths, _timeToLive, _quarantine, _moveWindow, _reclaim, _selector, _noSelector, _headroom, _noHeadroom,
        })
            command.Add(option);
    }

    /// <summary>The request for a plan; CIDRs come to those that the pool has, or go from them, which are read first.</summary>
    /// <exception cref="CommandException">Nothing is to change, or two options contradict.</exception>
    public async Task<PlanPoolChangeRequest> ReadAsync(ParseResult parse, Session session, CancellationToken cancellationToken)
    {
        var pool = new Pool { Name = parse.GetRequiredValue(_name) };
        var mask = new FieldMask();
        Set(_ipv4Length, "ipv4_prefix_length", length => pool.Ipv4PrefixLength = length);
        Set(_ipv6Length, "ipv6_prefix_length", length => pool.Ipv6PrefixLength = length);
        Set(_ipv4Lengths, "ipv4_prefix_length_range", range => pool.Ipv4PrefixLengthRange = range);
        Set(_ipv6Lengths, "ipv6_prefix_length_range", range => pool.Ipv6PrefixLengthRange = range);
        Set(_timeToLive, "time_to_live", duration => pool.TimeToLive = duration?.ToDuration());
        Set(_quarantine, "quarantine", duration => pool.Quarantine = duration?.ToDuration());
        Set(_moveWindow, "move_window", duration => pool.MoveWindow = duration?.ToDuration());
        Set(_reclaim, "reclaim", policy => pool.Reclaim = policy);
        Set(_selector, "node_selector", labels => Array.ForEach(labels ?? [], label => pool.NodeSelector[label.Key] = label.Value));
        Set(_headroom, "headroom", headroom => pool.Headroom = headroom);
        Unset(_noSelector, _selector, "node_selector", pool.NodeSelector.Count > 0);
        Unset(_noHeadroom, _headroom, "headroom", pool.Headroom is not null);

        var (added, removed) = (Texts(_addCidrs), Texts(_removeCidrs));
        if (added.Count > 0 || removed.Count > 0)
        {
            var present = (await session.ReadPoolAsync(pool.Name, cancellationToken)).Cidrs;
            if (removed.Find(cidr => !present.Contains(cidr)) is { } missing)
                throw new CommandException(CommandFailure.Usage(new FieldViolation("--remove-cidr", $"{missing} is not a range of pool {pool.Name}; give one of {string.Join(' ', present)}")));

            pool.Cidrs.Add(present.Except(removed).Union(added));
            mask.Paths.Add("cidrs");
        }

        return mask.Paths.Count > 0
            ? new PlanPoolChangeRequest { Pool = pool, UpdateMask = mask }
            : throw new CommandException(CommandFailure.Usage(new FieldViolation("NAME", "is given alone; say what is to change, 'actornet pool update --help' shows what can")));

        List<string> Texts(Option<Prefix[]> option) => [.. (parse.GetValue(option) ?? []).Select(cidr => cidr.ToString())];

        void Unset(Option<bool> option, System.CommandLine.Option other, string field, bool isSet)
        {
            if (!parse.GetValue(option))
                return;

            if (isSet)
                throw new CommandException(CommandFailure.Usage(new FieldViolation(option.Name, $"is given together with {other.Name}; leave out one of them")));

            mask.Paths.Add(field);
        }

        void Set<T>(Option<T> option, string field, Action<T?> set)
        {
            if (parse.GetResult(option) is { Implicit: false })
            {
                set(parse.GetValue(option));
                mask.Paths.Add(field);
            }
        }
    }
}
