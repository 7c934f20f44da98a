using System.CommandLine;
using ActorNet.Cli.Arguments;
using ActorNet.Contracts.V1;

namespace ActorNet.Cli.Commands.Pools;

/// <summary>The options that say what a pool is.</summary>
internal static class PoolOptions
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public static Option<int> Length(string name, int longest, string description) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = Parsed.One(WholeNumber.Between(1, longest)),
    };

    public static Option<PrefixLengthRange?> Lengths(string name, int longest, string description) => new(name)
    {
        HelpName = "N-M",
        Description = description,
        CustomParser = Parsed.One(LengthRangeText.UpTo(longest)),
    };

    public static Option<TimeSpan?> TimeToLive(string end) =>
        Duration("--ttl", TimeSpan.FromSeconds(5), $"How long a lease lives without being renewed, 5s to 365d{end}");

    public static Option<TimeSpan?> Quarantine(string end) =>
        Duration("--quarantine", TimeSpan.Zero, $"How long a freed subnet is kept for its last holder, 0s to 365d{end}");

    public static Option<TimeSpan?> MoveWindow(string end) =>
        Duration("--move-window", TimeSpan.Zero, $"How long a node that moves holds its old subnet beside the new one, 0s to 365d{end}");

    public static Option<ReclaimPolicy> Reclaim(string end) => new("--reclaim")
    {
        HelpName = "auto|manual",
        Description = $"Whether the lease of a node that stops renewing expires, or stays until somebody releases it{end}",
        CustomParser = Parsed.One<ReclaimPolicy>(ReclaimText.TryParse),
    };

    public static Option<KeyValuePair<string, string>[]> NodeSelector(string end)
    {
        var option = new Option<KeyValuePair<string, string>[]>("--node-selector")
        {
            HelpName = "KEY=VALUE",
            Description = $"A label that a node must have to get its subnet here without naming the pool; repeat it for more{end}",
            CustomParser = Parsed.Many<KeyValuePair<string, string>>(LabelText.TryParse),
        };

        // A node has one value of each, so of two the second would silently count alone.
        option.Validators.Add(result =>
        {
            foreach (var twice in result.Tokens.GroupBy(token => token.Value.Split('=')[0]).Where(labels => labels.Count() > 1))
                result.AddError($"label '{twice.Key}' is given {twice.Count()} times; give it once");
        });
        return option;
    }

    public static Option<Headroom?> Headroom(string end) => new("--headroom")
    {
        HelpName = "N:KEY=VALUE[,…]",
        Description = $"How many subnets are kept for nodes with these labels, like 16:tier=system; others are refused when only these are left{end}",
        CustomParser = Parsed.One<Headroom>(HeadroomText.TryParse),
    };

    private static Option<TimeSpan?> Duration(string name, TimeSpan shortest, string description) => new(name)
    {
        HelpName = "DURATION",
        Description = description,
        CustomParser = Parsed.OneOrNull(DurationText.Between(shortest, Year)),
    };
}
