using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Attesting;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Fencing;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Rules;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Tests.Attesting;

/// <summary>Whatever the kernel has, what is attested stays within the contract: a renewal with a malformed attestation is refused.</summary>
public sealed class AttestationsTests
{
    private static readonly HostObservation Seen = new(
        "docker0", [new InterfaceAddress(IPAddress.Parse("10.244.1.1"), 24)], new Epoch(7), [Prefix.Parse("10.244.1.0/24")], RoutesRight: 3, RoutesWrong: 1, []);

    private static readonly Instant Now = new(TimeSpan.FromHours(1));

    private static readonly FenceReport InForce = FenceReport.Nothing with { State = FenceState.InForce, Held = [Prefix.Parse("10.244.1.0/24")], Deadline = Now + TimeSpan.FromSeconds(1) };

    [Fact]
    public void Before_anything_was_seen_nothing_is_said() => Assert.Null(Attest(null));

    [Fact]
    public void Addresses_are_in_the_contracts_form_and_no_more_than_it_takes()
    {
        var many = Enumerable.Range(1, 20).Select(last => new InterfaceAddress(IPAddress.Parse($"10.244.1.{last}"), 24));
        var odd = new[] { "::ffff:10.0.0.1", "fe80::1%3", "2001:DB8::0:7", "::1.2.3.4" }.Select(text => new InterfaceAddress(IPAddress.Parse(text), 64));

        Assert.Equal(16, Attest(Seen with { BridgeAddresses = [.. many] })!.BridgeAddresses.Count);
        Assert.Equal(["fe80::1/64", "2001:db8::7/64", "::102:304/64"], Attest(Seen with { BridgeAddresses = [.. odd] })!.BridgeAddresses);
    }

    [Fact]
    public void A_name_that_the_contract_does_not_have_is_left_out_with_its_addresses()
    {
        var said = Attest(Seen with { Bridge = "brücke" })!;

        Assert.Equal("", said.Bridge);
        Assert.Empty(said.BridgeAddresses);
        Assert.Equal(7, said.ConfiguredEpoch);
    }

    [Fact]
    public void Of_an_engine_that_has_never_answered_nothing_is_said_and_without_an_engine_that_there_is_none()
    {
        var silent = new DockerSnapshot(DockerMode.Bridge) { HasLooked = true };

        Assert.Null(Attest(Seen, docker: silent)!.Docker);
        Assert.Equal(DockerCondition.Absent, Attest(Seen, docker: silent with { EngineSubnets = [] })!.Docker.Condition);
        Assert.Equal(DockerCondition.Agrees, Attest(Seen, docker: silent with { EngineVersion = "20.10.24" })!.Docker.Condition);
    }
    [Fact]
    public void A_problem_is_one_line_of_253_characters()
    {
        var said = Attest(Seen with { Problems = [new Problem("route", $"one\ntwo {new string('x', 300)}")] })!;

        Assert.StartsWith("one two xxx", said.Problem, StringComparison.Ordinal);
        Assert.Equal(253, said.Problem.Length);
    }

    [Fact]
    public void A_host_that_is_set_up_for_nothing_has_no_subnets()
    {
        var said = Attest(Seen with { Configured = default })!;

        Assert.Equal((0, 0), (said.ConfiguredEpoch, said.ConfiguredSubnets.Count));
    }

    [Fact]
    public void Routes_are_told_by_family_and_how_many_are_not()
    {
        var many = Enumerable.Range(0, 18).Select(index => Prefix.Parse($"10.{index * 2}.0.0/16"));

        var said = Attest(Seen with { ForeignRoutes = [.. many, Prefix.Parse("fd00::/48")] })!.HostRoutes;

        Assert.Equal((16, 2), (said.Ipv4.Count, said.Ipv4LeftOut));
        Assert.Equal((["fd00::/48"], 0), (said.Ipv6, said.Ipv6LeftOut));
        Assert.Null(Attest(Seen)!.HostRoutes);
    }

    [Fact]
    public void A_fence_is_open_for_as_long_as_the_kernel_lets_something_pass()
    {
        Assert.Equal(new FenceAttestation { Condition = FenceCondition.Open }, Attest(Seen, fence: InForce)!.Fence);
        Assert.Equal(FenceCondition.Shut, Attest(Seen, fence: InForce with { Deadline = Now })!.Fence.Condition);
        Assert.Equal(FenceCondition.Shut, Attest(Seen, fence: InForce with { Held = [] })!.Fence.Condition);
        Assert.Null(Attest(Seen)!.Fence);
    }

    [Theory]
    [InlineData(FenceState.Failing, FenceCondition.Failing)]
    [InlineData(FenceState.Unsupported, FenceCondition.Unsupported)]
    internal void A_fence_that_is_not_there_is_said_with_why(FenceState state, FenceCondition condition)
    {
        var said = Attest(Seen, fence: InForce with { State = state, Problem = $"the kernel\nsays no {new string('x', 300)}" })!.Fence;

        Assert.Equal((condition, 253), (said.Condition, said.Problem.Length));
        Assert.StartsWith("the kernel says no", said.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_are_counted_with_the_first_problem_and_not_spoken_of_where_there_are_none()
    {
        var right = RulesReport.Nothing with { Kind = RuleKind.Nftables };

        Assert.Equal(new RulesAttestation(), Attest(Seen, rules: right)!.Rules);
        Assert.Equal(
            new RulesAttestation { Wrong = 2, Problem = "the chain drops" },
            Attest(Seen, rules: right with { Problems = [new Problem("chain", "the chain drops"), new Problem("nftables", "and another")] })!.Rules);
        Assert.Null(Attest(Seen, rules: right with { Kind = RuleKind.Auto })!.Rules);
        Assert.Null(Attest(Seen, rules: right with { Kind = RuleKind.None })!.Rules);
    }

    private static NodeAttestation? Attest(HostObservation? seen, FenceReport? fence = null, RulesReport? rules = null, DockerSnapshot? docker = null) =>
        Attestations.From(seen, 5, docker ?? new DockerSnapshot(DockerMode.None), fence ?? FenceReport.Nothing, rules ?? RulesReport.Nothing, Now);
}
