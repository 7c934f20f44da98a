using Akka.Coordination.Etcd.Configuration;
using Akka.Etcd;
using Akka.Etcd.Errors;
using Akka.Etcd.Keys;
using Akka.Hosting;
using Etcdserverpb;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Akka.Coordination.Etcd.Hosting;

/// <summary>Whether leases can be acquired: counts those that are held, which needs etcd's quorum and the right to read them.</summary>
internal sealed class EtcdLeaseHealthCheck : IAkkaHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(AkkaHealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var config = EtcdLeaseConfig.Read(context.ActorSystem.Settings.Config.GetConfig(EtcdLease.ConfigPath));
            var range = EtcdKeyRange.WithPrefix(config.KeyPrefix);
            var request = new RangeRequest { Key = range.Start, RangeEnd = range.End, CountOnly = true };
            var answer = await EtcdConnections.Get(context.ActorSystem).Connect(config.Connection).ReadAsync(request, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"etcd answers; leases held: {answer.Count}");
        }
        catch (Exception failure) when (failure is EtcdException or Akka.Configuration.ConfigurationException)
        {
            return new HealthCheckResult(context.Registration?.FailureStatus ?? HealthStatus.Unhealthy, failure.Message, failure);
        }
    }
}
