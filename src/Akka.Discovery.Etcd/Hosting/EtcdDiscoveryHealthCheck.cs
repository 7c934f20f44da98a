using Akka.Actor;
using Akka.Discovery.Etcd.Configuration;
using Akka.Discovery.Etcd.Registration;
using Akka.Etcd;
using Akka.Etcd.Errors;
using Akka.Hosting;
using Etcdserverpb;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Akka.Discovery.Etcd.Hosting;

/// <summary>Whether etcd says who serves, and knows this instance where it is to register itself.</summary>
internal sealed class EtcdDiscoveryHealthCheck : IAkkaHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(AkkaHealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var system = (ExtendedActorSystem)context.ActorSystem;
            var config = EtcdDiscoveryConfig.Read(system.Settings.Config);
            var keys = new ServiceKeys(config.KeyPrefix, config.ServiceName.Length > 0 ? config.ServiceName : system.Name);
            var request = new RangeRequest { Key = keys.Members.Start, RangeEnd = keys.Members.End, KeysOnly = true };
            var answer = await EtcdConnections.Get(system).Connect(config.Connection).ReadAsync(request, cancellationToken).ConfigureAwait(false);
            if (!config.IsRegistering)
            {
                return HealthCheckResult.Healthy($"etcd answers; instances: {answer.Kvs.Count}");
            }

            var (host, port) = OwnEndpoint.Find(system, config);
            var own = keys.Member(host, port);
            return answer.Kvs.Any(entry => entry.Key == own)
                ? HealthCheckResult.Healthy($"registered, one of {answer.Kvs.Count}")
                : Failed(context, $"etcd answers, but {own.ToStringUtf8()} is not registered", null);
        }
        catch (Exception failure) when (failure is EtcdException or Akka.Configuration.ConfigurationException)
        {
            return Failed(context, failure.Message, failure);
        }
    }

    private static HealthCheckResult Failed(AkkaHealthCheckContext context, string message, Exception? cause) =>
        new(context.Registration?.FailureStatus ?? HealthStatus.Unhealthy, message, cause);
}
