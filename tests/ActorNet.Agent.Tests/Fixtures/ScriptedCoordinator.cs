using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>Serves <see cref="ScriptedLeases"/> on the lab's switch. Can be stopped and started again; the leases stay.</summary>
internal sealed class ScriptedCoordinator(Lab lab, int port = 7410) : IAsyncDisposable
{
    private WebApplication? _application;
    private Socket? _socket;

    public ScriptedLeases Leases { get; } = new();

    public string Url { get; } = $"http://{Lab.SwitchAddress}:{port}";

    public async Task StartAsync()
    {
        _socket = NamespaceSocket.Listen(lab.Switch.Namespace, new IPEndPoint(IPAddress.Parse(Lab.SwitchAddress), port));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.ListenHandle((ulong)_socket.Handle, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(Leases);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.MapGrpcService<ScriptedLeases>();
        _application.MapGrpcService<ScriptedStatus>();
        await _application.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_application is { } application)
        {
            _application = null;
            await application.StopAsync(new CancellationToken(canceled: true));
            await application.DisposeAsync();
            _socket?.Dispose(); // the server does not own a socket that it was handed
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
