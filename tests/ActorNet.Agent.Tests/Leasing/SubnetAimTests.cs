using ActorNet.Addressing;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Tests.Leasing;

public sealed class SubnetAimTests
{
    [Theory]
    [InlineData(true, 0, 1, false, "10.244.1.0/24")] // what it has is right
    [InlineData(true, 24, 4, true, "10.244.1.0/24")]
    [InlineData(false, 23, 2, false, "10.244.1.0/24")]
    [InlineData(true, 23, 1, false, "10.244.1.0/24")] // it can only grow in place
    [InlineData(true, 23, 2, false, "10.244.1.0/24", "10.244.9.0/24")]
    [InlineData(true, 22, 2, false, "10.244.1.0/24", "10.244.9.0/24")] // it takes no more
    [InlineData(false, 22, 3, false, "10.244.1.0/24", "10.244.9.0/24")]
    [InlineData(true, 24, 2, false, "10.244.1.0/24", "10.244.9.0/24")]
    [InlineData(false, 24, 2, true, "10.244.1.0/24", "10.244.9.0/24")]
    [InlineData(false, 24, 1, true, "10.244.0.0/23")]
    [InlineData(false, 0, 1, false, "10.244.1.0/24", "10.244.9.0/24")] // it takes fewer
    public void It_is_met_by_as_much_as_is_wanted_or_can_be_had(bool isMet, int length, int most, bool givesBack, params string[] subnets) =>
        Assert.Equal(isMet, new SubnetAim(length, 0, most, givesBack).IsMetBy(Lease(subnets)));

    [Fact]
    public void While_something_is_left_there_is_nothing_to_ask_for() =>
        Assert.True(new SubnetAim(22, 0, 4, true).IsMetBy(Lease(["10.244.1.0/24", "10.244.9.0/24"]) with { Leaving = [Prefix.Parse("10.244.9.0/24")] }));

    [Fact]
    public void Each_family_counts_for_itself()
    {
        var lease = Lease(["10.244.1.0/24", "fd00::/64"]);

        Assert.True(new SubnetAim(24, 64, 4, false).IsMetBy(lease));
        Assert.False(new SubnetAim(24, 63, 4, false).IsMetBy(lease));
        Assert.False(new SubnetAim(23, 64, 4, false).IsMetBy(lease));
        Assert.True(new SubnetAim(24, 60, 4, false).IsMetBy(Lease(["10.244.1.0/24"]))); // the pool has no other family
    }

    private static HeldLease Lease(string[] subnets) => new("default", [.. subnets.Select(Prefix.Parse)], new Epoch(3), TimeSpan.FromMinutes(1), [Prefix.Parse("10.244.0.0/16")]);
}
