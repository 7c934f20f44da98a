using ActorNet.Agent.Commands;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>The rules in iptables, of both kinds: that which keeps them in nf_tables, and the older one, whose tables are its own.</summary>
public abstract class IptablesTests : RulesLab
{
    private readonly TemporaryDirectory _programs = new();

    /// <summary>Prepares what the agent and the test find where programs are looked for first.</summary>
    /// <param name="kind"><c>nft</c> or <c>legacy</c>.</param>
    protected IptablesTests(string kind)
    {
        foreach (var name in (string[])["iptables", "iptables-save", "iptables-restore", "ip6tables", "ip6tables-save", "ip6tables-restore"])
            File.CreateSymbolicLink(_programs[name], $"/usr/sbin/xtables-{kind}-multi");
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _programs.Dispose();
    }

    internal Task StartWithProgramsAsync(params string[] flags)
    {
        if (!Node.Environment.Exists(variable => variable.StartsWith("PATH=", StringComparison.Ordinal)))
            Node.Environment.Add($"PATH={_programs[""]}:{Environment.GetEnvironmentVariable("PATH")}");
        return StartAsync(flags);
    }

    private void Iptables(params string[] arguments) => Node.Host.Execute([_programs["iptables"], .. arguments]);

    private string[] Saved() => Node.Host.Execute(_programs["iptables-save"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    internal string[] Of(string chain) => [.. Saved().Where(line => line.StartsWith($"-A {chain} ", StringComparison.Ordinal))];

    internal Task HasChainsAsync() => Eventually.IsTrue(
        () => Of("FORWARD").Count(line => line.EndsWith("-j ACTORNET-FWD", StringComparison.Ordinal)) == 1, "there is a jump to our chain", () => $"{string.Join('\n', Saved())}\n{Node.Log}");

    [Fact]
    public async Task What_leaves_the_cluster_is_masqueraded_and_what_stays_in_it_is_not()
    {
        await StartWithProgramsAsync("--ip-masquerade", "true", "--rules", "iptables");
        await OnlyWhatLeavesIsMasqueradedAsync();
    }

    [Fact]
    public async Task Without_the_option_nothing_is_masqueraded()
    {
        await StartWithProgramsAsync();
        await HasChainsAsync();

        Assert.False(Container.CanPing(Outside));
        LetOthersReachContainers();
        await Eventually.IsTrue(() => Container.CanPing(Outside), "the container reaches what is outside", () => Node.Log);
        Assert.Empty(Of("ACTORNET-POSTRTG"));
    }

    [Fact]
    public async Task Where_forwarding_is_dropped_by_default_the_cluster_is_forwarded()
    {
        Iptables("-P", "FORWARD", "DROP");
        await StartWithProgramsAsync();
        LetOthersReachContainers();

        await Eventually.IsTrue(() => Container.CanPing(Remote) && Switch.CanPing("10.244.1.2", Remote), "packets pass both ways", () => Node.Log);
    }

    [Fact]
    public async Task Rules_that_others_remove_or_go_before_are_mended_and_others_stay()
    {
        Iptables("-A", "FORWARD", "-s", "192.0.2.0/24", "-j", "DROP");
        await StartWithProgramsAsync("--ip-masquerade", "true");
        await HasChainsAsync();

        Iptables("-I", "FORWARD", "-s", "192.0.2.128/25", "-j", "DROP");
        await Eventually.IsTrue(() => Of("FORWARD")[0].EndsWith("-j ACTORNET-FWD", StringComparison.Ordinal), "the jump is the first again", () => Node.Log);
        Iptables("-F", "ACTORNET-FWD");
        await Eventually.IsTrue(() => Of("ACTORNET-FWD").Length == 2, "the rules are back", () => Node.Log);
        Iptables("-t", "nat", "-F");
        await Eventually.IsTrue(() => Of("POSTROUTING").Length == 1 && Of("ACTORNET-POSTRTG").Length == 3, "masquerading is back", () => Node.Log);
        Node.Host.Execute("nft", "flush", "ruleset");
        Node.Host.Execute("sh", "-c", $"printf '*filter\\nCOMMIT\\n' | {_programs["iptables-restore"]}"); // All chains at once: the agent would be back between two programs.
        await HasChainsAsync();
        await Eventually.IsTrue(() => Node.Host.Execute("nft", "list", "tables").Contains("inet actornet_rules"), "the table is back", () => Node.Log);
        await Node.SaysAsync("Somebody has changed the rules");

        Iptables("-A", "FORWARD", "-s", "192.0.2.0/24", "-j", "DROP");
        await Node.Process.StopAsync();
        Assert.Equal(ExitCodes.Success, await Node.RunAsync("release"));
        Assert.Equal(["-A FORWARD -s 192.0.2.0/24 -j DROP"], Of("FORWARD"));
        Assert.DoesNotContain(Saved(), line => line.Contains("ACTORNET"));
        Assert.DoesNotContain("actornet", Node.Host.Execute("nft", "list", "tables"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_kind_of_rules_removes_those_of_the_kind_before()
    {
        await StartWithProgramsAsync("--ip-masquerade", "true", "--rules", "iptables");
        await HasChainsAsync();
        await Node.Process.StopAsync();

        Node.Start("--ip-masquerade", "true", "--rules", "nftables");
        await Eventually.IsTrue(() => !Saved().Any(line => line.Contains("ACTORNET")), "the chains are gone", () => Node.Log);
        await IsMasqueradedAsync(Outside);
        await Node.Process.StopAsync();

        Node.Start("--rules", "none");
        await Eventually.IsTrue(() => !Node.Host.Execute("nft", "list", "tables").Contains("actornet_rules"), "the table is gone", () => Node.Log);
    }
}
