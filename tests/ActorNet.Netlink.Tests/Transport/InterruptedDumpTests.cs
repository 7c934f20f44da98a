using ActorNet.Netlink.Tests.Fixtures;
using ActorNet.Netlink.Transport;
using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Tests.Transport;

/// <summary>Lists that take several datagrams, while another connection makes and deletes a link without pause.</summary>
public sealed class InterruptedDumpTests : NamespaceTest
{
    private const int Stable = 300;
    private const int MaximumRounds = 5_000;

    private readonly CancellationTokenSource done = new();
    private Task churn = Task.CompletedTask;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Connection.ExecuteAsync(
            [.. Enumerable.Range(0, Stable).Select(i => LinkRequest.Add(new Link { Name = $"stable{i}", Kind = new Bridge() }))], Cancel);
        churn = Task.Run(ChurnAsync, Cancel);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await EndChurnAsync();
        done.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task The_interruption_is_noticed()
    {
        using var networkNamespace = NetNamespace.Open(Host.Path);
        using var socket = networkNamespace.Run(() => NetlinkSocket.Open(groups: 0, receiveBuffer: 65536));
        var queries = new QueryExchange(socket);

        var rounds = 0;
        while (queries.TryRead(LinkMessage.List(), MessageFlags.Dump, out _))
            Assert.True(++rounds < MaximumRounds, "No list was interrupted.");

        await EndChurnAsync();
        Assert.True(queries.TryRead(LinkMessage.List(), MessageFlags.Dump, out var found));
        Assert.Equal(Stable, StableNames(found).Length);
    }

    [Fact]
    public async Task The_list_is_read_again_until_it_is_whole()
    {
        for (var round = 0; round < 20; round++)
        {
            var names = StableNames(await Connection.ListLinksAsync(Cancel));
            Assert.Equal((Stable, Stable), (names.Length, names.Distinct().Count()));
        }
    }

    private static string[] StableNames(IReadOnlyList<Link> links) =>
        [.. links.Select(l => l.Name).Where(n => n.StartsWith("stable", StringComparison.Ordinal))];

    private async Task ChurnAsync()
    {
        using var other = NetlinkConnection.OpenInNamespace(Host.Path);
        while (!done.IsCancellationRequested)
        {
            await other.AddLinkAsync(new Link { Name = "passing", Kind = new Bridge() }, Cancel);
            await other.DeleteLinkAsync("passing", Cancel);
        }
    }

    private async Task EndChurnAsync()
    {
        await done.CancelAsync();
        await churn;
    }
}
