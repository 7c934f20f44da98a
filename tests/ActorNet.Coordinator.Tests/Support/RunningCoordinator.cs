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
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app!.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        directory.Dispose();
    }
}
