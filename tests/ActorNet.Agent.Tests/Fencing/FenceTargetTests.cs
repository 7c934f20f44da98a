using System.Collections.Immutable;
using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Fencing;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.State;

namespace ActorNet.Agent.Tests.Fencing;

public sealed class FenceTargetTests
{
    private static readonly Instant Deadline = new(TimeSpan.FromSeconds(100));

    private static readonly HeldLease Lease = new("default", Prefixes("10.244.1.0/24", "fd78:0:0:1::/64"), new Epoch(3), TimeSpan.FromSeconds(30), Prefixes("10.244.0.0/16", "10.99.0.0/16", "fd78::/48"));

    private static readonly AgentState Saved = new() { Node = NodeId.TryParse("n1", out var node) ? node : throw new InvalidOperationException(), Instance = default, Pool = "" };

    private static ImmutableArray<Prefix> Prefixes(params string[] texts) => [.. texts.Select(Prefix.Parse)];

    private static LeaseSituation In(LeasePhase phase, HeldLease? lease) => LeaseSituation.Initial with { Phase = phase, Lease = lease, Deadline = Deadline };

    [Theory]
    [InlineData(nameof(LeasePhase.Configuring), true)]
    [InlineData(nameof(LeasePhase.Held), true)]
    [InlineData(nameof(LeasePhase.Stale), true)]
    [InlineData(nameof(LeasePhase.Suspect), true)]
    [InlineData(nameof(LeasePhase.Renumbering), true)]
    [InlineData(nameof(LeasePhase.Lapsed), false)]
    public void What_is_held_is_what_is_believed_in(string phase, bool isHeld)
    {
        var target = FenceTarget.Of(In(Enum.Parse<LeasePhase>(phase), Lease), Saved, "docker0");

        Assert.Equal(isHeld ? Lease.Subnets : [], target.Held);
        Assert.Equal(Lease.Subnets, target.Own);
        Assert.Equal(Prefixes("10.99.0.0/16", "10.244.0.0/16", "fd78::/48"), target.Pool);
        Assert.Equal(target.Held, target.HeldAt(Deadline - TimeSpan.FromMilliseconds(1)));
        Assert.Empty(target.HeldAt(Deadline));
    }

    [Fact]
    public void A_revoked_lease_leaves_its_subnet_shut_and_its_pool_known()
    {
        var before = FenceTarget.Of(In(LeasePhase.Held, Lease), Saved, "docker0");

        var target = FenceTarget.Of(In(LeasePhase.Revoked, null) with { LatestSubnets = Lease.Subnets }, Saved, "docker0").After(before);

        Assert.Empty(target.Held);
        Assert.Equal(Lease.Subnets, target.Own);
        Assert.Equal(before.Pool, target.Pool);
        Assert.True(target.IsSameApartFromHeld(before));
    }

    [Fact]
    public void After_a_reboot_the_subnets_of_the_saved_lease_are_shut()
    {
        var saved = Saved with { Lease = new SavedLease(Lease, new BootId("another"), Deadline) };

        var target = FenceTarget.Of(In(LeasePhase.Acquiring, null), saved, "docker0");

        Assert.Empty(target.Held);
        Assert.Equal(Lease.Subnets, target.Own);
        Assert.False(target.IsNothing);
    }

    [Fact]
    public void Without_a_lease_what_the_host_was_set_up_for_is_shut()
    {
        var saved = Saved with { Footprint = Footprint.Empty with { Addresses = [new InterfaceAddress(IPAddress.Parse("10.244.7.1"), 24)] } };

        Assert.Equal(Prefixes("10.244.7.0/24"), FenceTarget.Of(In(LeasePhase.Acquiring, null), saved, "docker0").Own);
    }

    [Fact]
    public void A_node_that_never_had_a_subnet_has_nothing_to_shut() => Assert.True(FenceTarget.Of(In(LeasePhase.Acquiring, null), Saved, "docker0").IsNothing);

    [Fact]
    public void While_the_node_moves_both_are_held_and_another_subnet_that_the_host_still_has_is_shut()
    {
        var moving = Lease with { Subnets = Prefixes("10.244.50.0/24", "10.244.1.0/24"), Leaving = Prefixes("10.244.1.0/24") };
        Assert.Equal(Prefixes("10.244.1.0/24", "10.244.50.0/24"), FenceTarget.Of(In(LeasePhase.Held, moving) with { TakingDown = moving.Leaving }, Saved, null).Held);

        var renumbering = FenceTarget.Of(In(LeasePhase.Renumbering, Lease) with { LatestSubnets = Prefixes("10.244.8.0/24") }, Saved, null);
        Assert.Equal(Lease.Subnets, renumbering.Held);
        Assert.Contains(Prefix.Parse("10.244.8.0/24"), renumbering.Own);
    }

    [Fact]
    public void A_subnet_that_has_grown_takes_the_place_of_what_it_was()
    {
        var grown = Lease with { Subnets = Prefixes("10.244.0.0/23") };

        Assert.Equal(Prefixes("10.244.0.0/23"), FenceTarget.Of(In(LeasePhase.Configuring, grown) with { LatestSubnets = Prefixes("10.244.1.0/24") }, Saved, null).Own);
    }
}
