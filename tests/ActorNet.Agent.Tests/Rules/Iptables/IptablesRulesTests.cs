using System.Collections.Immutable;
using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Agent.Rules;
using ActorNet.Agent.Rules.Iptables;

namespace ActorNet.Agent.Tests.Rules.Iptables;

public sealed class IptablesRulesTests
{
    private const string Chains = """
        *filter
        :FORWARD DROP [7:700]
        :ACTORNET-FWD - [0:0]
        -A FORWARD -m comment --comment actornet -j ACTORNET-FWD
        -A FORWARD -j DOCKER-ISOLATION-STAGE-1
        -A ACTORNET-FWD -s 10.244.0.0/16 -m comment --comment actornet -j ACCEPT
        -A ACTORNET-FWD -d 10.244.0.0/16 -m comment --comment actornet -j ACCEPT
        COMMIT
        # Completed
        *nat
        :POSTROUTING ACCEPT [0:0]
        :ACTORNET-POSTRTG - [0:0]
        -A POSTROUTING -m comment --comment actornet -j ACTORNET-POSTRTG
        -A ACTORNET-POSTRTG -d 10.244.0.0/16 -m comment --comment actornet -j RETURN
        -A ACTORNET-POSTRTG -d 224.0.0.0/4 -m comment --comment actornet -j RETURN
        -A ACTORNET-POSTRTG -s 10.244.0.0/16 -m comment --comment actornet -j MASQUERADE --random-fully
        COMMIT
        """;

    private static readonly HostRules Rules = new([Prefix.Parse("10.244.0.0/16")], true, "docker0", [Prefix.Parse("10.244.1.0/24")], null);

    private static ImmutableArray<IptablesChain> Wanted(HostRules? rules = null) => IptablesRules.For(rules ?? Rules, AddressFamily.InterNetwork);

    [Fact]
    public void What_is_there_needs_nothing() => Assert.Null(IptablesRules.Mend(Wanted(), Chains));

    [Fact]
    public void Where_there_is_nothing_all_is_made() => Assert.Equal(
        """
        *nat
        :ACTORNET-POSTRTG - [0:0]
        -A ACTORNET-POSTRTG -d 10.244.0.0/16 -m comment --comment actornet -j RETURN
        -A ACTORNET-POSTRTG -d 224.0.0.0/4 -m comment --comment actornet -j RETURN
        -A ACTORNET-POSTRTG -s 10.244.0.0/16 -m comment --comment actornet -j MASQUERADE --random-fully
        -I POSTROUTING 1 -m comment --comment actornet -j ACTORNET-POSTRTG
        COMMIT
        *filter
        :ACTORNET-FWD - [0:0]
        -A ACTORNET-FWD -s 10.244.0.0/16 -m comment --comment actornet -j ACCEPT
        -A ACTORNET-FWD -d 10.244.0.0/16 -m comment --comment actornet -j ACCEPT
        -I FORWARD 1 -m comment --comment actornet -j ACTORNET-FWD
        COMMIT

        """,
        IptablesRules.Mend(Wanted(), ""));

    [Fact]
    public void A_jump_that_somebody_went_before_or_doubled_is_the_only_and_first_one_again()
    {
        var saved = Chains.Replace("-A POSTROUTING -m comment", "-A POSTROUTING -s 10.244.1.0/24 ! -o docker0 -j MASQUERADE\n-A POSTROUTING -m comment --comment actornet -j ACTORNET-POSTRTG\n-A POSTROUTING -m comment", StringComparison.Ordinal);

        var input = IptablesRules.Mend(Wanted(), saved)!;

        Assert.Equal(2, input.Split("-D POSTROUTING -m comment --comment actornet -j ACTORNET-POSTRTG\n").Length - 1);
        Assert.Contains("-I POSTROUTING 1 ", input, StringComparison.Ordinal);
        Assert.DoesNotContain("*filter", input, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_administrator_drops_stays_before_what_is_accepted_here()
    {
        var after = Chains.Replace("-A FORWARD -m comment", "-A FORWARD -j DOCKER-USER\n-A FORWARD -m comment", StringComparison.Ordinal);
        var before = Chains.Replace("-A FORWARD -j DOCKER-ISO", "-A FORWARD -j DOCKER-USER\n-A FORWARD -j DOCKER-ISO", StringComparison.Ordinal);

        Assert.Null(IptablesRules.Mend(Wanted(), after));
        Assert.Contains("-I FORWARD 2 -m comment --comment actornet -j ACTORNET-FWD\n", IptablesRules.Mend(Wanted(), before), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_masquerading_its_chain_goes_and_the_other_stays() => Assert.Equal(
        """
        *nat
        -D POSTROUTING -m comment --comment actornet -j ACTORNET-POSTRTG
        -F ACTORNET-POSTRTG
        -X ACTORNET-POSTRTG
        COMMIT

        """,
        IptablesRules.Mend(Wanted(Rules with { Masquerades = false }), Chains));

    [Fact]
    public void Removing_leaves_what_is_not_ours()
    {
        var input = IptablesRules.Mend(IptablesRules.None, Chains)!;

        Assert.Contains("-X ACTORNET-FWD\n", input, StringComparison.Ordinal);
        Assert.DoesNotContain("DOCKER", input, StringComparison.Ordinal);
        Assert.Null(IptablesRules.Mend(IptablesRules.None, "*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n"));
    }

    [Fact]
    public void A_pool_of_several_networks_is_ruled_as_one()
    {
        var chain = Wanted(Rules with { Network = [Prefix.Parse("10.99.0.0/16"), Prefix.Parse("10.244.0.0/16"), Prefix.Parse("fd78::/48")] });

        Assert.Equal(
            ["-d 10.99.0.0/16", "-d 10.244.0.0/16", "-d 224.0.0.0/4", "-s 10.99.0.0/16", "-s 10.244.0.0/16"],
            chain[0].Rules.Select(rule => string.Join(' ', rule.Split(' ')[..2])));
        Assert.Equal(4, chain[1].Rules.Length);
    }
}
