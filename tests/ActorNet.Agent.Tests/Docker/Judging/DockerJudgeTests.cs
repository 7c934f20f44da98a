using System.Text;
using ActorNet.Addressing;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Docker.Changing;
using ActorNet.Agent.Docker.Daemon;
using ActorNet.Agent.Docker.Engine;
using ActorNet.Agent.Docker.Judging;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Tests.Docker.Judging;

public sealed class DockerJudgeTests
{
    private const string Now = "70:100";
    private const string Before = "60:90";

    private static readonly HeldLease Lease = new("default", [Prefix.Parse("10.244.2.0/24")], new Epoch(4), TimeSpan.FromHours(1), [Prefix.Parse("10.244.0.0/16")]);

    [Fact]
    public void Docker_that_follows_the_lease_is_right()
    {
        Assert.Empty(DockerJudge.Judge(Facts(Engine("10.244.2.0/24"))));
        Assert.False(DockerJudge.NeedsRestart(Facts(Engine("10.244.2.0/24"))));
    }

    [Fact]
    public void Without_an_engine_there_is_nothing_to_differ()
    {
        Assert.Empty(DockerJudge.Judge(Facts(null)));
        Assert.Empty(DockerJudge.Judge(Facts(null) with { Docker0 = [] }));
    }

    [Fact]
    public void An_engine_that_was_not_restarted_since_is_named_as_such() =>
        Finds(DockerCause.NotRestarted, "10.244.1.0/24", Facts(Engine("10.244.1.0/24")) with { EngineBefore = Now });

    [Fact]
    public void Live_restore_is_named_with_the_containers_that_hold_the_network() => Finds(
        DockerCause.LiveRestore,
        "web",
        Facts(Engine("10.244.1.0/24") with { KeepsContainers = true, Running = [new EngineContainer("c1", "web")] }) with { EngineBefore = Before });

    [Fact]
    public void A_bip_of_somebodys_in_the_file_is_named() =>
        Finds(DockerCause.OtherBipInFile, "192.168.3.1/24", Facts(Engine("192.168.3.0/24")) with { Mode = DockerMode.Bridge, Document = Document("{\"bip\": \"192.168.3.1/24\"}"), EngineBefore = Before });

    [Theory]
    [InlineData("--bip=10.244.1.1/24")]
    [InlineData("--bip", "10.244.1.1/24")]
    public void A_bip_on_the_command_line_is_named(params string[] flags)
    {
        Finds(DockerCause.OtherBipOnCommandLine, "--bip", Facts(Engine("10.244.1.0/24", flags)) with { EngineBefore = Before });
        Finds(DockerCause.OtherBipOnCommandLine, "--bip", Facts(Engine("10.244.1.0/24", flags)) with { Mode = DockerMode.Bridge, EngineBefore = Before });
    }

    [Fact]
    public void Another_file_of_the_engines_is_named() =>
        Finds(DockerCause.OtherBipOnCommandLine, "/srv/docker.json", Facts(Engine("172.17.0.0/16", "--config-file", "/srv/docker.json")) with { EngineBefore = Before });

    [Fact]
    public void An_address_that_somebody_gave_docker0_is_named()
    {
        Finds(DockerCause.AddressEdited, "10.9.9.1/24", Facts(Engine("10.244.2.0/24")) with { Docker0 = [Address("10.9.9.1/24")] });
        Finds(DockerCause.AddressEdited, "10.244.77.1/24", Facts(Engine("10.244.2.0/24")) with { Docker0 = [Address("10.244.2.1/24"), Address("10.244.77.1/24")] });
    }

    [Fact]
    public void While_the_node_moves_docker0_has_both()
    {
        var moving = Lease with { Subnets = [Prefix.Parse("10.244.2.0/24"), Prefix.Parse("10.244.1.0/24")], Leaving = [Prefix.Parse("10.244.1.0/24")] };

        Assert.Empty(DockerJudge.Judge(Facts(Engine("10.244.2.0/24")) with { Lease = moving, Docker0 = [Address("10.244.1.1/24"), Address("10.244.2.1/24")] }));
    }

    [Fact]
    public void A_network_that_overlaps_the_pool_is_named()
    {
        var engine = Engine("10.244.2.0/24");

        Finds(DockerCause.NetworkOverlaps, "'shop'", Facts(engine with { Networks = [.. engine.Networks, new EngineNetwork("shop", false, [Prefix.Parse("10.244.240.0/20")])] }));
        Assert.Empty(DockerJudge.Judge(Facts(engine with { Networks = [.. engine.Networks, new EngineNetwork("shop", false, [Prefix.Parse("172.30.0.0/24")])] })));
    }

    [Fact]
    public void Address_pools_that_overlap_the_pool_are_named_wherever_they_are_configured()
    {
        Finds(DockerCause.AddressPoolOverlaps, "10.0.0.0/8", Facts(Engine("10.244.2.0/24") with { AddressPools = [Prefix.Parse("10.0.0.0/8")] }));
        Finds(DockerCause.AddressPoolOverlaps, "10.128.0.0/9", Facts(null) with { Document = Document("{\"default-address-pools\": [{\"base\": \"172.30.0.0/16\", \"size\": 24}, {\"base\": \"10.128.0.0/9\", \"size\": 24}, 7]}") });
    }

    [Fact]
    public void Dockers_own_address_pools_are_a_warning_and_no_conflict()
    {
        var article = Lease with { Subnets = [Prefix.Parse("192.168.2.0/24")], Network = [Prefix.Parse("192.168.0.0/16")] };
        var facts = Facts(Engine("192.168.2.0/24")) with { Lease = article, Settings = DaemonSettings.From(article, 1500, agentMasquerades: false), Docker0 = [Address("192.168.2.1/24")] };

        var finding = Assert.Single(DockerJudge.Judge(facts));

        Assert.Equal((DockerCause.AddressPoolOverlaps, false), (finding.Cause, finding.IsConflict));
        Assert.Empty(DockerJudge.Judge(facts with { Engine = Engine("192.168.2.0/24") with { AddressPools = [Prefix.Parse("172.30.0.0/16")] } }));
    }

    [Fact]
    public void Without_IPv6_in_Docker_a_dual_stack_lease_needs_a_restart_where_the_file_can_say_so()
    {
        var dual = Lease with { Subnets = [.. Lease.Subnets, Prefix.Parse("fd78:0:0:2::/64")] };
        var facts = Facts(Engine("10.244.2.0/24")) with { Lease = dual, Settings = DaemonSettings.From(dual, 1500, agentMasquerades: false), Docker0 = null, EngineBefore = Now };

        Finds(DockerCause.NotRestarted, "no IPv6", facts);
        Assert.True(DockerJudge.NeedsRestart(facts));
        Assert.False(DockerJudge.NeedsRestart(facts with { Mode = DockerMode.Bridge }));
    }

    [Fact]
    public void An_IPv6_range_of_somebodys_in_the_file_is_named()
    {
        var dual = Lease with { Subnets = [.. Lease.Subnets, Prefix.Parse("fd78:0:0:2::/64")] };
        var engine = Engine("10.244.2.0/24") with { Networks = [new EngineNetwork("bridge", true, [Prefix.Parse("10.244.2.0/24"), Prefix.Parse("fd99::/64")])] };
        var facts = Facts(engine) with { Mode = DockerMode.Bridge, Settings = DaemonSettings.From(dual, 1500, agentMasquerades: false), Docker0 = null, Document = Document("{\"fixed-cidr-v6\": \"fd99::/64\"}") };

        Finds(DockerCause.OtherBipInFile, "fd99::/64", facts);
    }

    [Fact]
    public void What_is_no_conflict_but_should_be_known_is_a_warning()
    {
        var dual = DaemonSettings.From(Lease with { Subnets = [.. Lease.Subnets, Prefix.Parse("fd78:0:0:2::/64")] }, 1500, agentMasquerades: false);
        var engine = Engine("10.244.2.0/24");
        var masquerading = engine with { Networks = [engine.DefaultNetwork! with { Masquerades = true }] };

        Warns(DockerCause.EngineSilent, Facts(null) with { SilentEngine = Process() });
        Warns(DockerCause.WithoutIPv6, Facts(engine) with { Mode = DockerMode.Bridge, Settings = dual, Docker0 = null });
        Warns(DockerCause.MasqueradesTwice, Facts(masquerading) with { Settings = DaemonSettings.From(Lease, 1500, agentMasquerades: true) });
        Assert.Empty(DockerJudge.Judge(Facts(masquerading)));
    }

    [Fact]
    public void Restarts_that_would_fail_or_lose_something_are_not_made()
    {
        var engine = Engine("10.244.1.0/24") with { Running = [new EngineContainer("c1", "web")] };
        EngineContainerDetail[] containers = [new("c1", "web", default, IsRemovedWhenStopped: false)];

        Assert.Null(Obstacle(Facts(engine), DockerRestart.Drain));
        Assert.Null(Obstacle(Facts(engine with { Running = [] }), DockerRestart.WhenIdle));
        Assert.Contains("1 containers run", Obstacle(Facts(engine), DockerRestart.WhenIdle), StringComparison.Ordinal);
        Assert.Contains("never", Obstacle(Facts(engine), DockerRestart.Never), StringComparison.Ordinal);
        Assert.Contains("--bip", Obstacle(Facts(engine with { Process = Process("--bip=10.244.1.1/24") }), DockerRestart.Drain), StringComparison.Ordinal);
        Assert.Contains("'shop'", Obstacle(Facts(engine with { Networks = [.. engine.Networks, new EngineNetwork("shop", false, [Prefix.Parse("10.244.2.0/26")])] }), DockerRestart.Drain), StringComparison.Ordinal);
        Assert.Contains("this agent", Preflight.ObstacleTo(Facts(engine), DockerRestart.Drain, containers, "c1"), StringComparison.Ordinal);
        Assert.Contains("--rm", Preflight.ObstacleTo(Facts(engine), DockerRestart.Drain, [containers[0] with { IsRemovedWhenStopped = true }], null), StringComparison.Ordinal);

        string? Obstacle(DockerFacts facts, DockerRestart policy) => Preflight.ObstacleTo(facts, policy, containers, null);
    }

    private static void Finds(DockerCause cause, string word, DockerFacts facts)
    {
        var finding = Assert.Single(DockerJudge.Judge(facts));
        Assert.Equal((cause, true), (finding.Cause, finding.IsConflict));
        Assert.Contains(word, finding.Message, StringComparison.Ordinal);
    }

    private static void Warns(DockerCause cause, DockerFacts facts)
    {
        var finding = Assert.Single(DockerJudge.Judge(facts));
        Assert.Equal((cause, false), (finding.Cause, finding.IsConflict));
    }

    private static DockerFacts Facts(EngineView? engine) => new(DockerMode.DaemonJson, Lease, DaemonSettings.From(Lease, 1500, agentMasquerades: false), "/etc/docker/daemon.json")
    {
        Engine = engine,
        Docker0 = [Address("10.244.2.1/24")],
        EngineBefore = Before,
    };

    private static EngineView Engine(string subnet, params string[] flags) =>
        new(Process(flags), "20.10.24", false, [new EngineNetwork("bridge", true, [Prefix.Parse(subnet)]), new EngineNetwork("host", false, [])], [], []);

    private static EngineProcess Process(params string[] flags) => new(70, 100, ["/usr/sbin/dockerd", .. flags]);

    private static DaemonDocument Document(string text) => DaemonDocument.Parse(Encoding.UTF8.GetBytes(text));

    private static InterfaceAddress Address(string text) => InterfaceAddress.TryParse(text, out var address) ? address : throw new FormatException(text);
}
