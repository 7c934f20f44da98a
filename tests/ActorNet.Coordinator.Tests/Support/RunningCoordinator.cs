using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Hosting;
using ActorNet.Coordinator.Tests.Support;
using Microsoft.AspNetCore.Builder;

[assembly: AssemblyFixture(typeof(RunningCoordinator))]

namespace ActorNet.Coordinator.Tests.Support;

/// <summary>The real server in this process, on a free port of the loopback and a journal of its own; shared by tests that keep to pools of their own.</summary>
public sealed class RunningCoordinator : IAsyncLifetime
{
    private readonly TemporaryDirectory directory = new();
    private WebApplication? app;

    public CoordinatorClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var errors = new List<string>();
        var raw = new RawOptions
        {
            { OptionKey.Listen, new RawValue(["127.0.0.1:0"], "test") },
            { OptionKey.LogLevel, new RawValue(["warning"], "test") },
        };
        var options = OptionsReader.Read(raw, directory.Path, errors);
        Assert.Empty(errors);
        app = CoordinatorHost.Build(options!);
        await app.StartAsync(TestContext.Current.CancellationToken);
        Client = new CoordinatorClient(new Uri(app.Urls.Single()));
        await LivePastAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app!.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        directory.Dispose();
    }

    /// <summary>
    /// A pool that is gone: epochs of later pools start above those of its leases. Some test may delete a pool before any other begins, so no test may count on a first epoch; this way none ever sees one.
    /// </summary>
    private async Task LivePastAsync()
    {
        await Client.CreatePoolAsync("of-the-past", "10.255.255.0/24", pool => pool.Ipv4PrefixLength = 26);
        for (var round = 0; round < 3; round++)
        {
            var instance = CoordinatorClient.NewInstance();
            var lease = (await Client.AcquireAsync("of-the-past", "node", instance)).Lease;
            await Client.ReleaseAsync(lease, instance);
        }

        await Client.DeletePoolAsync("of-the-past");
    }
}
