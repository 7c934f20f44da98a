namespace ActorNet.Netlink.Tests.Nftables;

public sealed class NftablesMonitorTests : NftablesTest
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private NftablesMonitor Open()
    {
        using var networkNamespace = NetNamespace.Open(Host.Path);
        return NftablesMonitor.Open(networkNamespace);
    }

    private static Task<bool> NextAsync(NftablesMonitor monitor) => monitor.WaitAsync(Cancel).WaitAsync(Bound, Cancel);

    [Fact]
    public async Task A_change_of_somebody_else_is_told_when_it_can_be_read()
    {
        using var monitor = Open();
        var before = await Nftables.GetGenerationAsync(Cancel);

        await NftAsync("add", "table", "inet", "other");

        Assert.True(await NextAsync(monitor));
        Assert.Equal(before + 1, await Nftables.GetGenerationAsync(Cancel));
    }

    [Fact]
    public async Task Reading_is_no_change_and_each_change_is_told()
    {
        using var monitor = Open();
        await Nftables.CommitAsync([NftRequest.Add(Table)], Cancel);
        Assert.True(await NextAsync(monitor));

        await Nftables.ListTablesAsync(cancellationToken: Cancel);
        await NftAsync("list", "ruleset");
        var next = monitor.WaitAsync(Cancel);
        Assert.False(next.IsCompleted);

        await NftAsync("delete", "table", "inet", "t");
        Assert.True(await next.WaitAsync(Bound, Cancel));
    }

    [Fact]
    public async Task More_than_the_socket_holds_is_a_change_as_well()
    {
        using var monitor = Open();
        var chains = Enumerable.Range(0, 5000).Select(number => NftRequest.Add(new NftChain { Table = Table, Name = $"chain-{number}" }));

        await Nftables.CommitAsync([NftRequest.Add(Table), .. chains], Cancel);

        Assert.True(await NextAsync(monitor));
    }

    [Fact]
    public async Task Who_waits_is_told_when_the_monitor_is_disposed()
    {
        var monitor = Open();
        var waiting = monitor.WaitAsync(Cancel);

        monitor.Dispose();

        Assert.False(await waiting.WaitAsync(Bound, Cancel));
    }
}
