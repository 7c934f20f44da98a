using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Pools;

namespace ActorNet.Coordinator.Tests.Pools;

public sealed class PlanIdTests
{
    private static readonly Pool Proposed = new() { Name = "a", Cidrs = { "10.0.0.0/16" }, Generation = 1, Version = 3, NodeSelector = { ["zone"] = "a" } };

    [Fact]
    public void A_plan_is_read_back()
    {
        Assert.True(PlanId.TryDecode(PlanId.Encode(Proposed), out var pool));
        Assert.Equal(Proposed, pool);
    }

    [Fact]
    public void One_that_was_cut_off_or_changed_on_its_way_is_none()
    {
        var id = PlanId.Encode(Proposed);

        for (var length = 0; length < id.Length; length++)
        {
            Assert.False(PlanId.TryDecode(id[..length], out _), $"{length} characters");
        }

        Assert.False(PlanId.TryDecode(id.Replace(id[10], id[10] == 'A' ? 'B' : 'A'), out _));
    }

    [Fact]
    public void One_that_was_made_for_no_version_is_none() => Assert.False(PlanId.TryDecode(PlanId.Encode(new Pool { Name = "a" }), out _));
}
