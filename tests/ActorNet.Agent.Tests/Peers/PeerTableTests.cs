using System.Net;
using ActorNet.Addressing;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Peers;
using CsCheck;

namespace ActorNet.Agent.Tests.Peers;

public sealed class PeerTableTests
{
    private readonly PeerTable _table = new();

    [Fact]
    public void A_higher_epoch_of_a_node_replaces_a_lower_one_and_never_the_other_way()
    {
        Assert.True(_table.Put(Claim("a", 5, "10.1.1.0/24")));
        Assert.True(_table.Put(Claim("a", 7, "10.1.2.0/24")));
        Assert.False(_table.Put(Claim("a", 6, "10.1.3.0/24")));

        AssertLive("a@7");
    }

    [Fact]
    public void Of_two_claims_to_an_address_the_higher_epoch_wins_in_either_order()
    {
        Assert.True(_table.Put(Claim("a", 5, "10.1.0.0/16")));
        Assert.True(_table.Put(Claim("b", 6, "10.1.2.0/24")));
        Assert.False(_table.Put(Claim("c", 4, "10.1.2.128/25")));

        AssertLive("b@6");
    }

    [Fact]
    public void A_late_deletion_of_a_lower_epoch_ends_nothing()
    {
        _table.Put(Claim("a", 7, "10.1.1.0/24"));

        Assert.False(_table.Delete(Claim("a", 6, "10.1.1.0/24")));
        AssertLive("a@7");
    }

    [Fact]
    public void A_late_claim_of_an_ended_epoch_does_not_come_back()
    {
        _table.Put(Claim("a", 7, "10.1.1.0/24"));
        _table.Delete(Claim("a", 7, "10.1.1.0/24"));

        Assert.False(_table.Put(Claim("a", 7, "10.1.1.0/24")));
        Assert.False(_table.Put(Claim("b", 6, "10.1.1.0/24")));
        AssertLive();
        Assert.True(_table.Put(Claim("b", 8, "10.1.1.0/24")));
        AssertLive("b@8");
    }

    [Fact]
    public void An_end_that_comes_before_its_claim_is_remembered()
    {
        _table.Delete(Claim("a", 7, "10.1.1.0/24"));

        Assert.False(_table.Put(Claim("a", 7, "10.1.1.0/24")));
        AssertLive();
    }

    [Fact]
    public void Within_an_epoch_attributes_change_and_subnets_do_not()
    {
        _table.Put(Claim("a", 7, "10.1.1.0/24"));

        Assert.True(_table.Put(Claim("a", 7, "10.1.1.0/24") with { PublicIPv4 = IPAddress.Parse("10.77.0.9") }));
        Assert.False(_table.Put(Claim("a", 7, "10.1.2.0/24")));
        Assert.Equal("10.77.0.9", _table.Live.Single().PublicIPv4!.ToString());
    }

    [Fact]
    public void A_claim_loses_the_ground_that_a_higher_epoch_claims_and_keeps_the_rest()
    {
        _table.Put(Claim("a", 5, "10.1.1.0/24", "fd00:0:0:1::/64"));

        Assert.True(_table.Put(Claim("b", 6, "10.1.2.0/24", "fd00:0:0:1::/64")));

        AssertGround("a@5 10.1.1.0/24", "b@6 10.1.2.0/24 fd00:0:0:1::/64");
        Assert.True(_table.Put(Claim("c", 7, "10.1.1.0/24")));
        AssertGround("b@6 10.1.2.0/24 fd00:0:0:1::/64", "c@7 10.1.1.0/24");
        Assert.False(_table.Put(Claim("a", 5, "10.1.1.0/24", "fd00:0:0:1::/64")));
    }

    [Fact]
    public void A_node_that_moves_has_both_and_then_only_what_it_went_to()
    {
        _table.Put(Claim("a", 5, "10.1.1.0/24"));

        Assert.True(_table.Put(Claim("a", 7, "10.1.9.0/24", "10.1.1.0/24")));
        AssertGround("a@7 10.1.9.0/24 10.1.1.0/24");

        Assert.True(_table.Put(Claim("a", 8, "10.1.9.0/24")));
        AssertGround("a@8 10.1.9.0/24");
        Assert.False(_table.Put(Claim("a", 7, "10.1.9.0/24", "10.1.1.0/24")));
        Assert.False(_table.Put(Claim("b", 6, "10.1.1.0/24"))); // until epoch 8 it was another one's
        AssertGround("a@8 10.1.9.0/24");
    }

    [Fact]
    public void What_a_node_has_left_can_be_another_ones_before_its_own_change_is_heard_of()
    {
        _table.Put(Claim("a", 7, "10.1.9.0/24", "10.1.1.0/24"));

        Assert.True(_table.Put(Claim("b", 9, "10.1.1.0/24")));
        AssertGround("a@7 10.1.9.0/24", "b@9 10.1.1.0/24");

        Assert.True(_table.Put(Claim("a", 7, "10.1.9.0/24", "10.1.1.0/24") with { PublicIPv4 = IPAddress.Parse("10.77.0.9") }));
        AssertGround("a@7 10.1.9.0/24", "b@9 10.1.1.0/24");

        Assert.True(_table.Put(Claim("a", 8, "10.1.9.0/24")));
        AssertGround("a@8 10.1.9.0/24", "b@9 10.1.1.0/24");
    }

    [Fact]
    public void Ground_that_a_claim_has_lost_does_not_come_back_when_the_winner_ends()
    {
        _table.Put(Claim("a", 7, "10.1.9.0/24", "10.1.1.0/24"));
        _table.Put(Claim("b", 9, "10.1.1.0/24"));
        _table.Delete(Claim("b", 9, "10.1.1.0/24"));

        _table.Put(Claim("a", 7, "10.1.9.0/24", "10.1.1.0/24"));

        AssertGround("a@7 10.1.9.0/24");
    }

    [Fact]
    public void The_end_of_a_claim_ends_all_that_it_has_left()
    {
        _table.Put(Claim("a", 7, "10.1.9.0/24", "10.1.1.0/24"));
        _table.Put(Claim("b", 9, "10.1.1.0/24"));

        Assert.True(_table.Delete(Claim("a", 7, "10.1.9.0/24", "10.1.1.0/24")));

        AssertGround("b@9 10.1.1.0/24");
        Assert.False(_table.Put(Claim("c", 6, "10.1.9.0/24")));
    }

    [Fact]
    public void Whatever_the_order_live_claims_are_disjoint_and_the_latest_of_their_nodes() =>
        Sequences(Gen.Int[20, 28].SelectMany(SubnetsOf)).Sample(sequence =>
        {
            var live = Play(sequence);
            foreach (var peer in live)
            {
                Assert.DoesNotContain(sequence, other => other.Peer.Node == peer.Node && other.Peer.Epoch > peer.Epoch);
                Assert.DoesNotContain(live, other => other != peer && other.Subnets.Any(subnet => peer.Subnets.Any(subnet.Overlaps)));
            }
        });

    [Fact]
    public void Whatever_the_order_no_live_claim_is_to_ground_that_a_higher_epoch_claimed() =>
        Sequences(SubnetsOf(23)).Sample(sequence => Assert.All(
            Play(sequence),
            peer => Assert.DoesNotContain(sequence, other => other.Peer.Epoch > peer.Epoch && other.Peer.Subnets.Any(subnet => peer.Subnets.Contains(subnet)))));

    [Fact]
    public void Whatever_the_order_the_latest_of_a_node_has_all_the_ground_that_nobody_claimed_with_a_higher_epoch() =>
        Sequences(SubnetsOf(23)).Sample(sequence =>
        {
            var live = Play(sequence);
            foreach (var (peer, _) in sequence.Where(item => !item.IsEnd && !sequence.Any(other => other.Peer.Node == item.Peer.Node && other.Peer.Epoch > item.Peer.Epoch)))
            {
                var expected = peer.Subnets.Where(subnet => !sequence.Any(other => other.Peer.Epoch > peer.Epoch && other.Peer.Subnets.Contains(subnet)));
                Assert.Equal(expected, live.Find(other => other.Node == peer.Node)?.Subnets ?? []);
            }
        });

    private static Gen<Prefix> SubnetsOf(int length) =>
        Gen.Int[0, (1 << (length - 20)) - 1].Select(index => Prefix.Parse("10.1.0.0/20").Subprefix((UInt128)index, length));

    /// <summary>Claims and ends with one epoch each, to one subnet or to several, in any order.</summary>
    private static Gen<(Peer Peer, bool IsEnd)[]> Sequences(Gen<Prefix> subnets) =>
        Gen.Select(Gen.Int[0, 5], subnets.Array[1, 3], Gen.Bool).Array[1, 40].SelectMany(items => Gen.Shuffle(
            items.Select((item, index) => (Claim($"n{item.Item1}", index + 1, [.. Disjoint(item.Item2).Select(subnet => subnet.ToString())]), item.Item3)).ToArray()));

    private static IEnumerable<Prefix> Disjoint(Prefix[] subnets) => subnets.Where((subnet, index) => !subnets.Take(index).Any(subnet.Overlaps));

    private static List<Peer> Play((Peer Peer, bool IsEnd)[] sequence)
    {
        var table = new PeerTable();
        foreach (var (peer, isEnd) in sequence)
            _ = isEnd ? table.Delete(peer) : table.Put(peer);
        return [.. table.Live];
    }

    private static Peer Claim(string node, long epoch, params string[] subnets) =>
        new(NodeId.TryParse(node, out var id) ? id : default, new Epoch(epoch), [.. subnets.Select(Prefix.Parse)], null, null, BackendKind.HostGateway);

    private void AssertGround(params string[] expected) =>
        Assert.Equal(expected, _table.Live.Select(peer => $"{peer.Node}@{peer.Epoch} {string.Join(' ', peer.Subnets)}").Order(StringComparer.Ordinal));

    private void AssertLive(params string[] expected) =>
        Assert.Equal(expected, _table.Live.Select(peer => $"{peer.Node}@{peer.Epoch}").Order(StringComparer.Ordinal));
}
