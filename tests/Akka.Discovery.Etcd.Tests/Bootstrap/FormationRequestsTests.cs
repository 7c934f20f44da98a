using ActorNet.Testing;
using Akka.Actor;
using Akka.Discovery.Etcd.Bootstrap;
using Akka.Discovery.Etcd.Registration;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;
using Etcdserverpb;

namespace Akka.Discovery.Etcd.Tests.Bootstrap;

/// <summary>The transactions that decide which cluster there is, in the orders in which processes that pause may send them.</summary>
public sealed class FormationRequestsTests : IAsyncLifetime
{
    /// <summary>Nothing goes wrong here; a busy machine may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly ClusterKeys Keys = new(new ServiceKeys("p/", "s"));

    private EtcdCluster etcd = null!;
    private EtcdConnection connection = null!;

    public async ValueTask InitializeAsync()
    {
        etcd = await EtcdCluster.StartAsync();
        connection = new EtcdConnection(new EtcdConnectionSettings { Endpoints = [.. etcd.Endpoints.Select(url => new Uri(url))], CallTimeout = Patience, ReadTimeout = Patience });
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await etcd.DisposeAsync();
    }

    [Fact]
    public async Task One_of_many_may_form_and_the_others_see_who()
    {
        var nodes = Enumerable.Range(1, 20).Select(Node).ToList();
        var leases = await Task.WhenAll(nodes.Select(_ => GrantAsync()));

        var views = await Task.WhenAll(nodes.Select((node, index) => SeekAsync(node, leases[index])));

        var winner = Assert.Single(views.Select(view => view.Forming).Distinct());
        Assert.Single(views.Zip(nodes), pair => pair.First.Forming == pair.Second);
        Assert.Contains(winner, nodes);
    }

    [Fact]
    public async Task Seeking_again_after_a_lost_answer_finds_oneself()
    {
        var lease = await GrantAsync();

        Assert.Equal(Node(1), (await SeekAsync(Node(1), lease)).Forming);
        Assert.Equal(Node(1), (await SeekAsync(Node(1), lease)).Forming);
    }

    [Fact]
    public async Task While_a_member_is_there_nobody_forms()
    {
        var lease = await FormAsync(Node(1));

        var view = await SeekAsync(Node(2), await GrantAsync());
        Assert.Null(view.Forming);
        Assert.Equal([Node(1)], view.Members);

        await RevokeAsync(lease);
        Assert.Equal(Node(2), (await SeekAsync(Node(2), await GrantAsync())).Forming);
    }

    [Fact]
    public async Task A_former_that_was_away_before_it_announced_itself_is_refused_once_another_forms()
    {
        var lease = await GrantAsync();
        await SeekAsync(Node(1), lease);
        await RevokeAsync(lease);
        await SeekAsync(Node(2), await GrantAsync());

        Assert.False(await AnnounceAsync(Node(1), await GrantAsync()));
    }

    [Fact]
    public async Task A_member_that_was_away_is_refused_once_another_cluster_is_there_and_so_are_all_of_its_cluster()
    {
        await RevokeAsync(await FormAsync(Node(1)));
        await FormAsync(Node(2));

        Assert.False(await AnnounceAsync(Node(1), await GrantAsync()));
        Assert.False(await AnnounceAsync(Node(3, formation: "1"), await GrantAsync()));
        Assert.True(await AnnounceAsync(Node(4, formation: "2"), await GrantAsync()));
    }

    [Fact]
    public async Task A_member_that_was_away_is_taken_back_when_no_other_formed()
    {
        await RevokeAsync(await FormAsync(Node(1)));

        Assert.True(await AnnounceAsync(Node(1), await GrantAsync()));
    }

    [Fact]
    public async Task A_cluster_that_etcd_lost_sight_of_is_the_cluster_again_when_the_other_one_came_to_nothing()
    {
        await RevokeAsync(await FormAsync(Node(1)));
        var other = await GrantAsync();
        await SeekAsync(Node(2), other);
        await RevokeAsync(other);

        Assert.True(await AnnounceAsync(Node(1), await GrantAsync()));
        Assert.True(await AnnounceAsync(Node(3, formation: "1"), await GrantAsync()));
        Assert.False(await AnnounceAsync(Node(2), await GrantAsync()));
    }

    [Fact]
    public async Task A_cluster_outlives_the_loss_of_all_that_etcd_knew()
    {
        await FormAsync(Node(1));
        await etcd.ControlAsync("del", "", "--prefix");

        Assert.True(await AnnounceAsync(Node(1), await GrantAsync()));
        Assert.Equal([Node(1)], (await SeekAsync(Node(2), await GrantAsync())).Members);
    }

    [Fact]
    public async Task What_is_sent_late_under_a_lease_that_is_over_is_not_done()
    {
        var lease = await GrantAsync();
        await RevokeAsync(lease);

        await Assert.ThrowsAsync<Akka.Etcd.Errors.EtcdRefusedException>(() => SeekAsync(Node(1), lease));
        Assert.Equal(Node(2), (await SeekAsync(Node(2), await GrantAsync())).Forming);
    }

    private static ClusterNode Node(int number) => Node(number, number.ToString());

    private static ClusterNode Node(int number, string formation) => new(Address(number).ToString(), number, formation);

    private static Address Address(int number) => new("akka.tcp", "s", "h", number);

    /// <summary>Forms a cluster of one; gives its etcd lease.</summary>
    private async Task<long> FormAsync(ClusterNode node)
    {
        var lease = await GrantAsync();
        Assert.Equal(node, (await SeekAsync(node, lease)).Forming);
        Assert.True(await AnnounceAsync(node, lease));
        return lease;
    }

    private async Task<FormationView> SeekAsync(ClusterNode node, long lease) => FormationRequests.ReadSeek(await SendAsync(FormationRequests.Seek(Keys, node, lease)), node);

    private async Task<bool> AnnounceAsync(ClusterNode node, long lease) =>
        FormationRequests.IsAnnounced(await SendAsync(FormationRequests.Announce(Keys, Keys.Member(Address(node.Uid)), node, lease)));

    private async Task<long> GrantAsync() => (await connection.GrantLeaseAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ID;

    private Task RevokeAsync(long lease) => connection.RevokeLeaseAsync(lease, TestContext.Current.CancellationToken);

    private Task<TxnResponse> SendAsync(TxnRequest request) => connection.TransactAsync(request, TestContext.Current.CancellationToken);
}
