using Akka.Configuration;
using Akka.Etcd.Errors;
using Akka.Hosting;
using Etcdserverpb;
using Google.Protobuf;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Akka.Etcd.Hosting;

/// <summary>Whether etcd answers a read that needs the consent of the cluster.</summary>
/// <param name="path">Where the settings of the connection are.</param>
public sealed class EtcdHealthCheck(string path) : IAkkaHealthCheck
{
    private static readonly RangeRequest Question = new() { Key = ByteString.CopyFrom(0), CountOnly = true };

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(AkkaHealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failureStatus = context.Registration?.FailureStatus ?? HealthStatus.Unhealthy;
        try
        {
            var connection = EtcdConnections.Get(context.ActorSystem).Connect(path);
            var answer = await connection.ReadAsync(Question, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"etcd serves at {connection.Current}, revision {answer.Header.Revision}");
        }
        catch (EtcdRefusedException refusal) when (refusal.Code == Grpc.Core.StatusCode.PermissionDenied)
        {
            return HealthCheckResult.Healthy("etcd serves; this user may not read outside of its own keys");
        }
        catch (Exception failure) when (failure is EtcdException or ConfigurationException or ObjectDisposedException)
        {
            return new HealthCheckResult(failureStatus, failure.Message, failure);
        }
        catch (OperationCanceledException late)
        {
            return new HealthCheckResult(failureStatus, "etcd did not answer in the time that the check has", late);
        }
    }
}
