using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorNet.Benchmarks.Echo;

/// <summary>The hidden subcommand <c>echo-server</c>: <see cref="EchoApi"/> in a process of its own.</summary>
internal static class EchoCommand
{
    public const string Name = "echo-server";

    public static Command Create()
    {
        var port = new Argument<int>("port");
        var command = new Command(Name, "gRPC with nothing behind it") { port };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(port), cancellation));
        return command;
    }

    private static async Task RunAsync(int port, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(IPAddress.Loopback, port, endPoint => endPoint.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton<EchoApi>();
        builder.Services.AddGrpc();
        await using var app = builder.Build();
        app.MapGrpcService<EchoApi>();
        await app.StartAsync(cancellation);
        await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await app.StopAsync(CancellationToken.None);
    }
}
