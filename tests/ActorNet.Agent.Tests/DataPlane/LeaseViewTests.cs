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

    [Fact]
    public void A_view_whose_time_is_over_fences_before_anybody_says_so()
    {
        var view = LeaseView.Of(new LeaseSituation { Phase = LeasePhase.Held, Lease = Lease, Deadline = At(100) });

        Assert.Equal(DataPlaneMode.Normal, view.ModeAt(At(99.9)));
        Assert.Equal(DataPlaneMode.Fenced, view.ModeAt(At(100)));
    }

    [Theory]
    [InlineData(nameof(LeasePhase.Suspect), nameof(DataPlaneMode.Untouched))]
    [InlineData(nameof(LeasePhase.Lapsed), nameof(DataPlaneMode.Fenced))]
    public void In_other_phases_the_time_changes_nothing(string phase, string mode)
    {
        var view = LeaseView.Of(new LeaseSituation { Phase = Enum.Parse<LeasePhase>(phase), Lease = Lease, Deadline = At(100) });

        Assert.Equal(mode, view.ModeAt(At(99)).ToString());
        Assert.Equal(mode, view.ModeAt(At(101)).ToString());
    }

    [Fact]
    public void More_time_for_the_same_is_no_news()
    {
        var situation = new LeaseSituation { Phase = LeasePhase.Held, Lease = Lease, Deadline = At(100) };

        Assert.True(LeaseView.Of(situation with { Deadline = At(130) }).IsProlongationOf(LeaseView.Of(situation)));
        Assert.False(LeaseView.Of(situation with { Phase = LeasePhase.Lapsed }).IsProlongationOf(LeaseView.Of(situation)));
    }

    private static Instant At(double seconds) => new(TimeSpan.FromSeconds(seconds));
}
