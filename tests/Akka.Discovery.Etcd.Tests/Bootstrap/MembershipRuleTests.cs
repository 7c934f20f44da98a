using Akka.Actor;
using Akka.Cluster;
using Akka.Discovery.Etcd.Bootstrap;

namespace Akka.Discovery.Etcd.Tests.Bootstrap;

/// <summary>What the audit of the membership decides.</summary>
public sealed class MembershipRuleTests
{
    private const long Patience = 10;

    private static readonly UniqueAddress A = At("a");
    private static readonly UniqueAddress B = At("b");
    private static readonly UniqueAddress C = At("c");

    [Fact]
    public void A_member_is_overdue_when_it_was_not_announced_for_the_whole_time()
    {
        var rule = new UnannouncedMembers(A, Patience);

        Assert.Empty(rule.Take([A, B, C], Announced(A, B), now: 0));
        Assert.Empty(rule.Take([A, B, C], Announced(A, B), now: 9));
        Assert.Equal([C], rule.Take([A, B, C], Announced(A, B), now: 10));
    }

    [Fact]
    public void A_member_that_is_announced_again_or_looked_for_anew_has_all_the_time_again()
    {
        var rule = new UnannouncedMembers(A, Patience);
        rule.Take([A, B, C], Announced(A), now: 0);
        rule.Take([A, B, C], Announced(A, B), now: 5);
        Assert.Equal([C], rule.Take([A, B, C], Announced(A), now: 10));

        rule.Forget();

        Assert.Empty(rule.Take([A, B, C], Announced(A), now: 19));
    }

    [Fact]
    public void Who_is_not_announced_judges_nobody()
    {
        var rule = new UnannouncedMembers(A, Patience);
        rule.Take([A, B], Announced(), now: 0);

        Assert.Empty(rule.Take([A, B], Announced(), now: 10));
    }

    [Fact]
    public void The_smaller_part_of_a_cluster_leaves()
    {
        var (one, others) = (new SeparatedMembers(Patience), new SeparatedMembers(Patience));
        one.Take([A], Announced(A, B, C), now: 0);
        others.Take([B, C], Announced(A, B, C), now: 0);

        Assert.True(one.Take([A], Announced(A, B, C), now: 10));
        Assert.False(others.Take([B, C], Announced(A, B, C), now: 10));
    }

    [Fact]
    public void Of_two_parts_of_one_size_exactly_one_leaves()
    {
        var (one, other) = (new SeparatedMembers(Patience), new SeparatedMembers(Patience));
        one.Take([A], Announced(A, B), now: 0);
        other.Take([B], Announced(A, B), now: 0);

        Assert.False(one.Take([A], Announced(A, B), now: 10));
        Assert.True(other.Take([B], Announced(A, B), now: 10));
    }

    [Fact]
    public void An_announcement_that_outlives_its_node_makes_nobody_leave()
    {
        var rule = new SeparatedMembers(Patience);
        rule.Take([C], Announced(B, C), now: 0);
        rule.Take([C], Announced(C), now: 5);

        Assert.False(rule.Take([C], Announced(B, C), now: 10));
    }

    private static UniqueAddress At(string host) => new(new Address("akka.tcp", "test", host, 1), 7);

    private static List<ClusterNode> Announced(params UniqueAddress[] nodes) => [.. nodes.Select(node => new ClusterNode(node.Address.ToString(), node.Uid, "formation"))];
}
