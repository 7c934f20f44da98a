using ActorNet.Coordinator.Hosting;
using Akka.Actor;
using Akka.Discovery.Etcd.Bootstrap;

namespace ActorNet.Coordinator.Cluster;

/// <summary>Brings this replica into the cluster, or forms it; before it is in, it serves nobody.</summary>
internal sealed partial class ClusterStart(ActorSystem system, ILogger<ClusterStart> logger) : IHostedService
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var joined = EtcdClusterBootstrap.Get(system).Start();
        while (await Task.WhenAny(joined, system.WhenTerminated, Task.Delay(LogEvery, cancellationToken)) is var first && first != joined)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (first == system.WhenTerminated)
            {
                throw new StartException("the cluster that this replica was about to join is gone; started again, it joins the one that there is then");
            }

            Log.Waiting(logger, Akka.Cluster.Cluster.Get(system).SelfMember.Status.ToString());
        }

        await joined;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(EventId = 500, Level = LogLevel.Warning, Message = "Not in the cluster yet ({Status}): waiting for etcd, or for a replica of which etcd says that it is there")]
        public static partial void Waiting(ILogger logger, string status);
    }
}
