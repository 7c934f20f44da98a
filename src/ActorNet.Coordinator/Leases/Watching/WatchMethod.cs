using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Errors;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>
/// Binds WatchLeases to a method whose responses are bytes already. Grpc.AspNetCore finds the methods of a generated base class by its response
/// types, which would have every message made and encoded for every watcher; on the wire there is no difference.
/// </summary>
internal sealed class WatchMethod : IServiceMethodProvider<LeaseApi>
{
    private static readonly Method<WatchLeasesRequest, EncodedMessage> Method = new(
        MethodType.ServerStreaming,
        LeaseService.Descriptor.FullName,
        nameof(LeaseService.LeaseServiceBase.WatchLeases),
        MalformedMessages.Refusing(Marshallers.Create(
            request => request.ToByteArray(),
            bytes => WatchLeasesRequest.Parser.ParseFrom(bytes))),
        EncodedMessage.Marshaller);

    /// <inheritdoc/>
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<LeaseApi> context) => context.AddServerStreamingMethod(
        Method,
        [],
        (service, request, responses, call) => service.WatchEncodedAsync(request, responses, call));
}
