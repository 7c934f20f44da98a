using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;

namespace ActorNet.Agent.Rules.Iptables;

/// <summary>The rules in iptables, and what <c>iptables-restore</c> has to be told so that they are there. Pure: texts to texts.</summary>
internal static class IptablesRules
{
    /// <summary>The comment on each rule.</summary>
    public const string Mark = "actornet";

    private const string Comment = $"-m comment --comment {Mark}";

    /// <summary>The administrator's chain, which Docker keeps at the head of FORWARD: what it drops stays dropped.</summary>
    private const string DockerUser = "DOCKER-USER";

    /// <summary>The chains that there should be for a family.</summary>
    public static ImmutableArray<IptablesChain> For(HostRules rules, AddressFamily family)
    {
        ImmutableArray<Prefix> network = [.. rules.Network.Where(prefix => prefix.Family == family)];
        var groups = family == AddressFamily.InterNetwork ? "224.0.0.0/4" : "ff00::/8";
        return Chains(
            rules.Masquerades && !network.IsEmpty
                ?
                [
                    .. network.Select(prefix => $"-d {prefix} {Comment} -j RETURN"),
                    $"-d {groups} {Comment} -j RETURN",
                    .. network.Select(prefix => $"-s {prefix} {Comment} -j MASQUERADE --random-fully"),
                ]
                : [],
            [.. network.Select(prefix => $"-s {prefix} {Comment} -j ACCEPT"), .. network.Select(prefix => $"-d {prefix} {Comment} -j ACCEPT")]);
    }

    /// <summary>That there are none.</summary>
    public static ImmutableArray<IptablesChain> None { get; } = Chains([], []);

    /// <summary>The input of <c>iptables-restore --noflush</c> that makes them; null: they are there.</summary>
    /// <param name="chains">What should be.</param>
    /// <param name="saved">What is, as <c>iptables-save</c> writes it.</param>
    public static string? Mend(ImmutableArray<IptablesChain> chains, string saved)
    {
        var tables = Parse(saved);
        var input = string.Concat(chains.Select(chain => Mend(chain, tables.GetValueOrDefault(chain.Table) ?? Saved.Nothing)));
        return input.Length == 0 ? null : input;
    }

    private static string Mend(IptablesChain chain, Saved saved)
    {
        var isThere = saved.Chains.Contains(chain.Name);
        var own = saved.RulesOf(chain.Name);
        var parent = saved.RulesOf(chain.Parent);
        var jumps = parent.FindAll(rule => LeadsTo(rule, chain.Name));
        var others = parent.FindAll(rule => !LeadsTo(rule, chain.Name));
        var place = chain.ComesAfter is null ? 0 : others.TakeWhile(rule => LeadsTo(rule, chain.ComesAfter)).Count();

        if (chain.Rules.IsEmpty)
            return !isThere ? "" : Section(chain.Table, [.. jumps.Select(jump => $"-D {chain.Parent} {jump}"), $"-F {chain.Name}", $"-X {chain.Name}"]);
        return isThere && own.SequenceEqual(chain.Rules) && jumps.SequenceEqual([chain.Jump]) && parent.IndexOf(chain.Jump) == place
            ? ""
            : Section(
                chain.Table,
                [
                    $":{chain.Name} - [0:0]", // makes it, or empties it
                    .. chain.Rules.Select(rule => $"-A {chain.Name} {rule}"),
                    .. jumps.Select(jump => $"-D {chain.Parent} {jump}"),
                    $"-I {chain.Parent} {place + 1} {chain.Jump}",
                ]);
    }

    private static string Section(string table, IEnumerable<string> lines) => $"*{table}\n{string.Concat(lines.Select(line => $"{line}\n"))}COMMIT\n";

    private static bool LeadsTo(string rule, string chain) =>
        rule.EndsWith($"-j {chain}", StringComparison.Ordinal) || rule.EndsWith($"-g {chain}", StringComparison.Ordinal);

    private static ImmutableArray<IptablesChain> Chains(ImmutableArray<string> masquerading, ImmutableArray<string> forwarding) =>
    [
        new("nat", "ACTORNET-POSTRTG", "POSTROUTING", null, masquerading),
        new("filter", "ACTORNET-FWD", "FORWARD", DockerUser, forwarding),
    ];

    private static Dictionary<string, Saved> Parse(string saved)
    {
        var tables = new Dictionary<string, Saved>();
        var table = Saved.Nothing;
        foreach (var line in saved.Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.StartsWith('*'))
                tables[line[1..]] = table = new Saved([], []);
            else if (line.StartsWith(':') && line.IndexOf(' ') is var end and > 0)
                table.Chains.Add(line[1..end]);
            else if (line.StartsWith("-A ", StringComparison.Ordinal) && line.IndexOf(' ', "-A ".Length) is var after and > 0)
                table.Rules.Add((line["-A ".Length..after], line[(after + 1)..]));
        }

        return tables;
    }

    /// <summary>A table as it was saved.</summary>
    private sealed record Saved(HashSet<string> Chains, List<(string Chain, string Rule)> Rules)
    {
        public static Saved Nothing => new([], []);

        public List<string> RulesOf(string chain) => [.. Rules.Where(rule => rule.Chain == chain).Select(rule => rule.Rule)];
    }
}
