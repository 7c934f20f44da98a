using System.Net;
using ActorNet.Addressing;
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
    public void A_dual_stack_claim_falls_as_a_whole()
    {
        _table.Put(Claim("a", 5, "10.1.1.0/24", "fd00:0:0:1::/64"));
        _table.Put(Claim("b", 6, "10.1.2.0/24", "fd00:0:0:1::/64"));

        AssertLive("b@6");
    }

    [Fact]
    public void Whatever_the_order_live_claims_are_disjoint_and_the_latest_of_their_nodes() =>
        Sequences(Gen.Int[20, 28].SelectMany(SubnetsOf)).Sample(sequence =>
        {
            var live = Play(sequence);
            foreach (var peer in live)
            {
                Assert.DoesNotContain(sequence, other => other.Peer.Node == peer.Node && other.Peer.Epoch > peer.Epoch);
                Assert.DoesNotContain(live, other => other != peer && other.Subnets[0].Overlaps(peer.Subnets[0]));
            }
        });

    [Fact]
    public void Whatever_the_order_no_live_claim_is_to_ground_that_a_higher_epoch_claimed() =>
        Sequences(SubnetsOf(23)).Sample(sequence =>
            Assert.All(Play(sequence), peer => Assert.DoesNotContain(sequence, other => other.Peer.Epoch > peer.Epoch && other.Peer.Subnets[0] == peer.Subnets[0])));

    private static Gen<Prefix> SubnetsOf(int length) =>
        Gen.Int[0, (1 << (length - 20)) - 1].Select(index => Prefix.Parse("10.1.0.0/20").Subprefix((UInt128)index, length));

    /// <summary>Claims and ends with one epoch each, in any order.</summary>
    private static Gen<(Peer Peer, bool IsEnd)[]> Sequences(Gen<Prefix> subnets) =>
        Gen.Select(Gen.Int[0, 5], subnets, Gen.Bool).Array[1, 40].SelectMany(items => Gen.Shuffle(
            items.Select((item, index) => (Claim($"n{item.Item1}", index + 1, item.Item2.ToString()), item.Item3)).ToArray()));

    private static List<Peer> Play((Peer Peer, bool IsEnd)[] sequence)
    {
        var table = new PeerTable();
        foreach (var (peer, isEnd) in sequence)
            _ = isEnd ? table.Delete(peer) : table.Put(peer);
        return [.. table.Live];
    }

    private static Peer Claim(string node, long epoch, params string[] subnets) =>
        new(NodeId.TryParse(node, out var id) ? id : default, new Epoch(epoch), [.. subnets.Select(Prefix.Parse)], null, null, IsHostGateway: true);

    private void AssertLive(params string[] expected) =>
        Assert.Equal(expected, _table.Live.Select(peer => $"{peer.Node}@{peer.Epoch}").Order(StringComparer.Ordinal));
}
