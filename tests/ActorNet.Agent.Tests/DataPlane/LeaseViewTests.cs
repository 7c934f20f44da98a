using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Tests.DataPlane;

public sealed class LeaseViewTests
{
    private static readonly HeldLease Lease = new(
        "default", [Prefix.Parse("10.244.1.0/24")], new Epoch(5), TimeSpan.FromSeconds(90), [Prefix.Parse("10.244.0.0/16")]);

    /// <summary>Also where the lease is in doubt: who would say that it has lapsed may be waiting for the disk.</summary>
    [Theory]
    [InlineData(nameof(LeasePhase.Held), nameof(DataPlaneMode.Normal))]
    [InlineData(nameof(LeasePhase.Stale), nameof(DataPlaneMode.Normal))]
    [InlineData(nameof(LeasePhase.Suspect), nameof(DataPlaneMode.Untouched))]
    public void A_view_whose_time_is_over_fences_before_anybody_says_so(string phase, string mode)
    {
        var view = LeaseView.Of(new LeaseSituation { Phase = Enum.Parse<LeasePhase>(phase), Lease = Lease, Deadline = At(100) });

        Assert.Equal(mode, view.ModeAt(At(99.9)).ToString());
        Assert.Equal(DataPlaneMode.Fenced, view.ModeAt(At(100)));
    }

    [Fact]
    public void A_lapsed_lease_is_fenced_whatever_the_time()
    {
        var view = LeaseView.Of(new LeaseSituation { Phase = LeasePhase.Lapsed, Lease = Lease, Deadline = At(100) });

        Assert.Equal(DataPlaneMode.Fenced, view.ModeAt(At(99)));
        Assert.Equal(DataPlaneMode.Fenced, view.ModeAt(At(101)));
    }

    [Fact]
    public void Where_the_kernel_has_a_fence_nothing_is_withdrawn_when_the_lease_ends()
    {
        var held = LeaseView.Of(new LeaseSituation { Phase = LeasePhase.Held, Lease = Lease, Deadline = At(100) });
        var revoked = LeaseView.Of(new LeaseSituation { Phase = LeasePhase.Revoked });

        Assert.Equal(DataPlaneMode.Normal, (held with { HasFence = true }).ModeAt(At(99)));
        Assert.Equal(DataPlaneMode.Untouched, (held with { HasFence = true }).ModeAt(At(100)));
        Assert.Equal(DataPlaneMode.Untouched, (revoked with { HasFence = true }).ModeAt(At(100)));
        Assert.False((held with { HasFence = true }).IsProlongationOf(held));
    }

    [Fact]
    public void Before_the_agent_knows_anything_the_host_is_left_alone() =>
        Assert.Equal(DataPlaneMode.Untouched, LeaseView.Of(LeaseSituation.Initial).ModeAt(At(100)));

    [Fact]
    public void More_time_for_the_same_is_no_news()
    {
        var situation = new LeaseSituation { Phase = LeasePhase.Held, Lease = Lease, Deadline = At(100) };

        Assert.True(LeaseView.Of(situation with { Deadline = At(130) }).IsProlongationOf(LeaseView.Of(situation)));
        Assert.False(LeaseView.Of(situation with { Phase = LeasePhase.Lapsed }).IsProlongationOf(LeaseView.Of(situation)));
    }

    [Fact]
    public void What_is_being_taken_down_is_not_on_the_host_any_more_and_that_is_news()
    {
        var moving = Lease with { Subnets = [Prefix.Parse("10.244.60.0/24"), .. Lease.Subnets], Leaving = Lease.Subnets };
        var situation = new LeaseSituation { Phase = LeasePhase.Held, Lease = moving, Deadline = At(100) };
        var takingDown = situation with { TakingDown = Lease.Subnets };

        Assert.Equal(["10.244.60.0/24", "10.244.1.0/24"], LeaseView.Of(situation).Lease!.Subnets.Select(subnet => subnet.ToString()));
        Assert.Equal(["10.244.60.0/24"], LeaseView.Of(takingDown).Lease!.Subnets.Select(subnet => subnet.ToString()));
        Assert.False(LeaseView.Of(takingDown).IsProlongationOf(LeaseView.Of(situation)));
    }

    private static Instant At(double seconds) => new(TimeSpan.FromSeconds(seconds));
}
