using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Storage.Etcd;

/// <summary>What a coordinator says that cannot use the etcd that it was given.</summary>
public sealed class EtcdStartTests : IAsyncLifetime
{
    private readonly TemporaryDirectory directory = new();
    private EtcdCluster etcd = null!;

    public async ValueTask InitializeAsync() => etcd = await EtcdCluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await etcd.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Keys_of_another_program_are_left_alone()
    {
        await etcd.ControlAsync("put", "/theirs/key", "value");

        await FailsAsync("the keys under /theirs/ in etcd are another program's; give another prefix with --etcd-prefix", "--etcd-prefix", "/theirs");

        Assert.Equal("/theirs/key\nvalue\n", await etcd.ControlAsync("get", "--prefix", "/theirs"));
    }

    [Fact]
    public async Task A_journal_of_a_newer_version_is_left_alone()
    {
        await etcd.ControlAsync("put", "/actornet/format", "actornet/2");

        await FailsAsync("the journal under /actornet/ in etcd has format 'actornet/2', this version reads 'actornet/1'; use a newer one");
    }

    [Fact]
    public async Task Wrong_credentials_and_missing_permissions_are_named()
    {
        await File.WriteAllTextAsync(directory.Combine("right"), "right\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(directory.Combine("wrong"), "wrong\n", TestContext.Current.CancellationToken);
        await etcd.ControlAsync("user", "add", "root:right");
        await etcd.ControlAsync("user", "add", "actornet:right");
        await etcd.ControlAsync("role", "add", "ours");
        await etcd.ControlAsync("role", "grant-permission", "ours", "--prefix=true", "readwrite", "/actornet/");
        await etcd.ControlAsync("user", "grant-role", "actornet", "ours");
        await etcd.ControlAsync("auth", "enable");
        string[] user = ["--etcd-username", "actornet", "--pool-cidrs", "10.1.0.0/16", "--etcd-password-file"];

        await FailsAsync("check --etcd-username and --etcd-password-file");
        await FailsAsync("check --etcd-username and --etcd-password-file", [.. user, directory.Combine("wrong")]);
        await FailsAsync(
            "the user 'actornet' needs to read and write the keys that begin with /elsewhere/",
            [.. user, directory.Combine("right"), "--etcd-prefix", "/elsewhere/"]);
        await using var coordinator = await CoordinatorProcess.ServeOnAsync(etcd, [.. user, directory.Combine("right")]);
        await (await coordinator.ClientAsync()).AcquireAsync("default", "node");
    }

    [Fact]
    public async Task A_configuration_of_flannels_that_is_not_right_is_named_and_harms_no_pool_that_is_there()
    {
        await etcd.ControlAsync("put", "/coreos.com/network/config", """{"Network":"192.168.0.0/16","SubnetLen":12}""");
        await FailsAsync("flannel's configuration in etcd, /coreos.com/network/config, is not right: SubnetLen: 12 is out of range; 192.168.0.0/16 allows 18 to 30, 24 where it is left out");
        await using (await CoordinatorProcess.ServeOnAsync(etcd, "--pool-cidrs", "10.1.0.0/16"))
        {
            // Makes the pool.
        }

        await using var coordinator = await CoordinatorProcess.ServeOnAsync(etcd);

        Assert.Contains("Pool 'default' stays as it is: 10.1.0.0/16", coordinator.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_in_flannels_configuration_that_is_not_Unicode_is_named()
    {
        await etcd.ControlAsync("put", "/coreos.com/network/config", """{"Network":"\uD800"}""");

        await FailsAsync("flannel's configuration in etcd, /coreos.com/network/config, is not right: it has text that is not Unicode");
    }

    [Fact]
    public async Task Where_flannel_has_no_configuration_the_log_says_where_it_was_looked_for()
    {
        await using var coordinator = await CoordinatorProcess.ServeOnAsync(etcd, "--flannel-prefix", "/atomic.io/network");

        Assert.Contains("flannel has no configuration in etcd, /atomic.io/network/config", coordinator.Output, StringComparison.Ordinal);
    }

    private async Task FailsAsync(string reason, params string[] arguments)
    {
        await using var coordinator = CoordinatorProcess.StartOn(etcd, arguments);

        Assert.Equal(1, await coordinator.ExitAsync());
        Assert.Contains($"actornet-coordinator: ", coordinator.Output, StringComparison.Ordinal);
        Assert.Contains(reason, coordinator.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", coordinator.Output, StringComparison.Ordinal);
    }
}
