using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Pools;

namespace ActorNet.Allocation.Tests.Pools;

public sealed class NodeSelectorTests
{
    [Fact]
    public void A_node_is_selected_that_has_all_labels() =>
        Assert.True(Of("zone=a", "rack=7").Matches(Labels("zone=a", "rack=7", "disk=ssd")));

    [Theory]
    [InlineData("zone=a")]
    [InlineData("zone=b", "rack=7")]
    [InlineData("ZONE=a", "rack=7")]
    public void A_node_is_not_selected_that_lacks_one(params string[] labels) => Assert.False(Of("zone=a", "rack=7").Matches(Labels(labels)));

    [Fact]
    public void None_selects_nobody()
    {
        Assert.False(NodeSelector.None.Matches(Labels("zone=a")));
        Assert.False(NodeSelector.None.TiesWith(NodeSelector.None));
    }

    [Fact]
    public void Two_tie_that_some_node_could_have_both_of()
    {
        Assert.True(Of("zone=a").TiesWith(Of("zone=a")));
        Assert.True(Of("zone=a").TiesWith(Of("rack=7")));
        Assert.True(Of("zone=a", "rack=7").TiesWith(Of("zone=a", "disk=ssd")));
    }

    [Fact]
    public void Two_do_not_tie_that_contradict_or_of_which_one_is_more_specific()
    {
        Assert.False(Of("zone=a").TiesWith(Of("zone=b")));
        Assert.False(Of("zone=a", "rack=7").TiesWith(Of("zone=b", "disk=ssd")));
        Assert.False(Of("zone=a").TiesWith(Of("zone=a", "rack=7")));
    }

    [Fact]
    public void The_most_specific_pool_is_found()
    {
        PoolSpec[] pools = [Pool("default"), Pool("zone", "zone=a"), Pool("rack", "zone=a", "rack=7"), Pool("other", "zone=b")];

        Assert.Equal("rack", PoolSelection.Find(pools, Labels("zone=a", "rack=7"))?.Name.Value);
        Assert.Equal("zone", PoolSelection.Find(pools, Labels("zone=a", "rack=8"))?.Name.Value);
        Assert.Null(PoolSelection.Find(pools, Labels("zone=c")));
        Assert.Null(PoolSelection.Find(pools, Labels()));
    }

    private static NodeSelector Of(params string[] labels) => NodeSelector.Of(Labels(labels));

    private static Dictionary<string, string> Labels(params string[] labels) =>
        labels.Select(label => label.Split('=')).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private static PoolSpec Pool(string name, params string[] labels) =>
        Specs.Made(Specs.Settings("10.0.0.0/16") with { Name = new PoolName(name), NodeSelector = Of(labels) });
}
