namespace Akka.Discovery.Etcd.Tests.Bootstrap;

public sealed class FormerLossTests() : BootstrapScenarios(leaseSeconds: 2)
{
    [Fact]
    public Task A_former_that_is_killed_at_once_is_replaced_and_joins_when_it_is_back() => RepeatAsync(async hosts =>
    {
        var former = await hosts.FormerAsync();
        await hosts.KillAsync(former);

        await hosts.OneClusterAsync([.. hosts.Ports.Where(port => port != former)]);
        hosts.Start(former);

        await hosts.OneClusterAsync();
    });

    [Fact]
    public Task A_former_that_is_paused_for_longer_than_its_lease_is_no_second_cluster() => RepeatAsync(async hosts =>
    {
        var former = await hosts.FormerAsync();
        await hosts.PauseAsync(former);

        await hosts.OneClusterAsync([.. hosts.Ports.Where(port => port != former)]);
        await Task.Delay(LongerThanLease, TestContext.Current.CancellationToken);
        await hosts.ResumeAsync(former);

        await hosts.OneClusterAsync();
    });
}
