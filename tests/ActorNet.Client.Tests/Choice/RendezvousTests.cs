using ActorNet.Client.Choice;

namespace ActorNet.Client.Tests.Choice;

public sealed class RendezvousTests
{
    private const int Clients = 9_000;

    private static readonly string[] Replicas = ["10.0.0.1:7410", "10.0.0.2:7410", "10.0.0.3:7410"];

    [Fact]
    public void Clients_spread_evenly_over_the_replicas()
    {
        var shares = Homes(Replicas).CountBy(home => home).Select(share => share.Value);

        Assert.All(shares, share => Assert.InRange(share, Clients / 3 * 0.9, Clients / 3 * 1.1));
    }

    [Fact]
    public void Clients_of_a_replica_that_is_gone_spread_evenly_over_the_others()
    {
        var orphans = Enumerable.Range(0, Clients).Where(client => Home(client, Replicas) == Replicas[0]).ToList();

        var shares = orphans.CountBy(client => Home(client, Replicas[1..])).Select(share => share.Value).ToList();

        Assert.Equal(2, shares.Count);
        Assert.All(shares, share => Assert.InRange(share, orphans.Count / 2 * 0.9, orphans.Count / 2 * 1.1));
    }

    [Fact]
    public void A_replica_that_is_added_takes_its_share_and_moves_nobody_else()
    {
        string[] more = [.. Replicas, "10.0.0.4:7410"];
        var moved = Homes(Replicas).Zip(Homes(more)).Where(pair => pair.First != pair.Second).ToList();

        Assert.All(moved, pair => Assert.Equal(more[^1], pair.Second));
        Assert.InRange(moved.Count, Clients / 4 * 0.9, Clients / 4 * 1.1);
    }

    [Fact]
    public void A_weight_never_changes() => Assert.Equal(5933639574286606996UL, Rendezvous.Weight("node-1", "10.0.0.1:7410"));

    private static IEnumerable<string> Homes(string[] replicas) => Enumerable.Range(0, Clients).Select(client => Home(client, replicas));

    private static string Home(int client, string[] replicas) => replicas.MaxBy(replica => Rendezvous.Weight($"node-{client}", replica))!;
}
