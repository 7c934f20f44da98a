using ActorNet.Agent.Peers;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Tests.Peers;

public sealed class PeerFollowerTests
{
    private readonly PeerFollower _follower = new();
    private readonly List<string> _faults = [];

    [Fact]
    public void A_snapshot_takes_effect_with_its_last_piece()
    {
        Take(Piece(10, first: true, last: false, Lease("a", 1, "10.1.1.0/24")));
        Assert.False(_follower.View.IsComplete);
        Assert.Equal(0, _follower.Revision);

        Take(Piece(10, first: false, last: true, Lease("b", 2, "10.1.2.0/24")));

        Assert.True(_follower.View.IsComplete);
        Assert.Equal(10, _follower.Revision);
        AssertNodes("a", "b");
    }

    [Fact]
    public void Half_a_snapshot_of_a_broken_stream_is_forgotten()
    {
        Take(Piece(10, first: true, last: true, Lease("a", 1, "10.1.1.0/24")));
        Take(Piece(20, first: true, last: false, Lease("b", 2, "10.1.2.0/24")));

        _follower.StreamBegins();

        Assert.Equal(10, _follower.Revision);
        AssertNodes("a");
        Assert.Throws<WatchBrokenException>(() => Take(Piece(20, first: false, last: true)));
    }

    [Fact]
    public void A_new_snapshot_replaces_all_that_was_known()
    {
        Take(Piece(10, first: true, last: true, Lease("a", 1, "10.1.1.0/24")));

        Take(Piece(20, first: true, last: true, Lease("b", 2, "10.1.2.0/24")));

        AssertNodes("b");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_revision_below_zero_breaks_the_watch_which_then_starts_anew(long revision)
    {
        Take(Piece(10, first: true, last: true, Lease("a", 1, "10.1.1.0/24")));

        Assert.Throws<WatchBrokenException>(() => Take(Piece(revision, first: true, last: true, Lease("b", 2, "10.1.2.0/24"))));

        Assert.Equal(0, _follower.Revision);
        AssertNodes("a");
    }

    [Fact]
    public void A_pool_without_end_breaks_the_watch_before_it_takes_all_memory()
    {
        var number = 0;
        Take(Piece(10, first: true, last: true, Lease("a", 1, "10.1.1.0/24")));

        Assert.Throws<WatchBrokenException>((Action)GoOn);

        Assert.InRange(number, 1, 300_000);
        AssertNodes("a");

        void GoOn()
        {
            while (true)
                Take(Piece(20, first: number == 0, last: false, [.. Enumerable.Range(0, 10_000).Select(_ => Lease($"n{number++}", 2, "127.0.0.0/8"))]));
        }
    }

    [Fact]
    public void What_is_refused_is_told_shortly_and_a_name_that_is_none_is_not_kept()
    {
        Take(Piece(10, first: true, last: true, Lease("a", 1, "10.1.1.0/24")));

        Take(Events(11, LeaseEventType.Put, Lease($"b\n{new string('x', 1 << 20)}", 2, "10.1.2.0/24")));

        Assert.All(_faults, fault => Assert.True(fault.Length < 1000 && !fault.Contains('\n')));
        Take(Progress(12, 1, ToldLeases.HashOf(Lease("a", 1, "10.1.1.0/24"))));
        AssertNodes("a");
    }

    [Fact]
    public void What_the_coordinator_counts_is_compared_with_what_came()
    {
        var (a, b) = (Lease("a", 1, "10.1.1.0/24"), Lease("b", 2, "127.0.0.0/24"));
        Take(Piece(10, first: true, last: true, a, b));
        Take(Events(11, LeaseEventType.Put, Lease("c", 3, "10.1.3.0/24")));
        Take(Events(12, LeaseEventType.Delete, Lease("c", 3, "10.1.3.0/24")));

        Take(Progress(13, 2, ToldLeases.HashOf(a) + ToldLeases.HashOf(b)));
        Assert.Equal(13, _follower.Revision);
        Assert.Throws<WatchBrokenException>(() => Take(Progress(14, 2, ToldLeases.HashOf(a))));
        Assert.Equal(0, _follower.Revision);
    }

    [Fact]
    public void A_hash_is_the_one_of_the_contract() => Assert.Equal(
        0xab51c0667fce0a74,
        ToldLeases.HashOf(new Lease { NodeId = "node-7", Epoch = 42, Subnets = { "10.244.3.0/24", "fd00:0:0:3::/64" } }));

    [Fact]
    public void Events_follow_a_snapshot_and_old_ones_are_dropped()
    {
        Take(Piece(10, first: true, last: true));
        Assert.True(Take(Events(11, LeaseEventType.Put, Lease("a", 1, "10.1.1.0/24"))));

        Assert.False(Take(Events(11, LeaseEventType.Put, Lease("b", 2, "10.1.2.0/24"))));
        Assert.False(Take(Events(9, LeaseEventType.Delete, Lease("a", 1, "10.1.1.0/24"))));

        AssertNodes("a");
        Assert.Equal(11, _follower.Revision);
    }

    [Fact]
    public void Progress_moves_the_revision_forward_only()
    {
        Take(Piece(10, first: true, last: true));
        Take(new WatchLeasesResponse { Revision = 15, Progress = new WatchProgress() });
        Take(new WatchLeasesResponse { Revision = 12, Progress = new WatchProgress() });

        Assert.Equal(15, _follower.Revision);
    }

    [Fact]
    public void Events_before_a_snapshot_break_the_watch() =>
        Assert.Throws<WatchBrokenException>(() => Take(Events(11, LeaseEventType.Put, Lease("a", 1, "10.1.1.0/24"))));

    [Fact]
    public void A_message_without_content_breaks_the_watch() => Assert.Throws<WatchBrokenException>(() => Take(new WatchLeasesResponse { Revision = 3 }));

    [Fact]
    public void A_broken_watch_starts_anew_and_keeps_what_is_known()
    {
        Take(Piece(10, first: true, last: true, Lease("a", 1, "10.1.1.0/24")));

        Assert.Throws<WatchBrokenException>(() => Take(new WatchLeasesResponse()));

        Assert.Equal(0, _follower.Revision);
        AssertNodes("a");
    }

    [Theory]
    [InlineData("No!", 1, "10.1.1.0/24", "10.77.0.1")]
    [InlineData("a", 0, "10.1.1.0/24", "10.77.0.1")]
    [InlineData("a", 1, "10.1.1.1/24", "10.77.0.1")]
    [InlineData("a", 1, "127.0.0.0/24", "10.77.0.1")]
    [InlineData("a", 1, "224.0.0.0/24", "10.77.0.1")]
    [InlineData("a", 1, "0.0.0.0/0", "10.77.0.1")]
    [InlineData("a", 1, "fe80::/64", "10.77.0.1")]
    [InlineData("a", 1, "", "10.77.0.1")]
    [InlineData("a", 1, "10.1.1.0/24", "127.0.0.1")]
    [InlineData("a", 1, "10.1.1.0/24", "224.0.0.1")]
    [InlineData("a", 1, "10.1.1.0/24", "255.255.255.255")]
    [InlineData("a", 1, "10.1.1.0/24", "fd00::1")]
    [InlineData("a", 1, "10.1.1.0/24", "10.077.0.1")]
    public void What_cannot_be_is_refused_and_the_rest_goes_on(string node, long epoch, string subnet, string address)
    {
        var bad = Lease(node, epoch, subnet);
        bad.Attributes.PublicIpv4 = address;

        Take(Piece(10, first: true, last: true, bad, Lease("good", 2, "10.1.2.0/24")));

        Assert.Single(_faults);
        AssertNodes("good");
    }

    [Fact]
    public void A_node_that_moves_has_two_subnets_of_one_family_and_is_hashed_with_both()
    {
        var moving = Lease("a", 1, "10.1.2.0/24");
        moving.Subnets.Add("10.1.1.0/24");
        moving.Leaving.Add("10.1.1.0/24");

        Take(Piece(10, first: true, last: true, moving));

        Assert.Equal(["10.1.2.0/24", "10.1.1.0/24"], Assert.Single(_follower.View.Peers).Subnets.Select(subnet => subnet.ToString()));
        Take(Progress(11, 1, ToldLeases.HashOf(moving)));

        Take(Events(12, LeaseEventType.Put, Lease("a", 2, "10.1.2.0/24")));
        Assert.Equal(["10.1.2.0/24"], Assert.Single(_follower.View.Peers).Subnets.Select(subnet => subnet.ToString()));
        Take(Progress(13, 1, ToldLeases.HashOf(Lease("a", 2, "10.1.2.0/24"))));
    }

    [Fact]
    public void Subnets_of_one_lease_that_overlap_are_refused()
    {
        var bad = Lease("a", 1, "10.1.0.0/16");
        bad.Subnets.Add("10.1.2.0/24");

        Take(Piece(10, first: true, last: true, bad));

        AssertNodes();
    }

    private bool Take(WatchLeasesResponse response) => _follower.Take(response, _faults);

    private void AssertNodes(params string[] nodes) => Assert.Equal(nodes, _follower.View.Peers.Select(peer => peer.Node.Value).Order(StringComparer.Ordinal));

    private static Lease Lease(string node, long epoch, string subnet) => new()
    {
        NodeId = node,
        Epoch = epoch,
        Subnets = { subnet.Length == 0 ? [] : [subnet] },
        State = LeaseState.Active,
        Attributes = new NodeAttributes { PublicIpv4 = "10.77.0.9", BackendType = BackendType.HostGw },
    };

    private static WatchLeasesResponse Piece(long revision, bool first, bool last, params Lease[] leases) =>
        new() { Revision = revision, Snapshot = new LeaseSnapshot { First = first, Last = last, Leases = { leases } } };

    private static WatchLeasesResponse Events(long revision, LeaseEventType type, Lease lease) =>
        new() { Revision = revision, Events = new LeaseEvents { Events = { new LeaseEvent { Type = type, Lease = lease } } } };

    private static WatchLeasesResponse Progress(long revision, long count, ulong sum) =>
        new() { Revision = revision, Progress = new WatchProgress { Digest = new LeaseDigest { LeaseCount = count, HashSum = unchecked(sum) } } };
}
