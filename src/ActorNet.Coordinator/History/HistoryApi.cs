using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Errors;
using Grpc.Core;

namespace ActorNet.Coordinator.History;

/// <summary>Answers for <c>actornet.v1.HistoryService</c>, which the contract has and this version does not serve.</summary>
[BindServiceMethod(typeof(MalformedMessages), nameof(MalformedMessages.BindService))]
internal sealed class HistoryApi : HistoryService.HistoryServiceBase
{
    public override Task<LookupAddressResponse> LookupAddress(LookupAddressRequest request, ServerCallContext context) =>
        throw ServiceErrors.NotImplemented(nameof(LookupAddress)).ToRpcException();

    public override Task<ListHistoryResponse> ListHistory(ListHistoryRequest request, ServerCallContext context) =>
        throw ServiceErrors.NotImplemented(nameof(ListHistory)).ToRpcException();
}
