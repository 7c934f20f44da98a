namespace Akka.Discovery.Etcd.Tests.Bootstrap;

/// <summary>How often a cluster is formed. One whose former stands still for longer than its lease is formed twice, and rightly so: leases outlive a stall of the machine.</summary>
public sealed class FormationTests() : BootstrapScenarios(leaseSeconds: 6)
{
    [Fact]
    public Task Nodes_that_start_at_once_form_one_cluster_at_the_first_try_and_again_when_all_were_killed() => RepeatAsync(async hosts =>
    {
        await hosts.OneClusterAsync();
        Assert.Equal((1, 0), (hosts.Formations, hosts.Departures));

        await hosts.KillAllAsync();
        hosts.StartAll();

        await hosts.OneClusterAsync();
        Assert.Equal((2, 0), (hosts.Formations, hosts.Departures));
    });

    [Fact]
    public Task Etcd_may_be_away_meanwhile_for_longer_than_the_leases() => RepeatAsync(async hosts =>
    {
        await hosts.FormerAsync();
        await Etcd.Members[0].KillAsync();
        await Task.Delay(LongerThanLease, TestContext.Current.CancellationToken);
        Etcd.Members[0].Start();

        await hosts.OneClusterAsync();
        Assert.Equal(1, hosts.Formations);
    });
}
