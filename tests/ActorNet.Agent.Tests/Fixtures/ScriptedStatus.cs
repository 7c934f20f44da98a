using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Agent.Tests.Fixtures;

/// <summary>A coordinator that says that it is there.</summary>
internal sealed class ScriptedStatus : ClusterService.ClusterServiceBase
{
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) => Task.FromResult(new GetStatusResponse { Version = "1.2.3" });
}
