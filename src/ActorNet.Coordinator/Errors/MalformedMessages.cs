using ActorNet.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ActorNet.Coordinator.Errors;

/// <summary>
/// Binds the services so that a message which is no protobuf is the caller's mistake. Messages are read before any interceptor is asked, and
/// what fails there would be logged as a fault of ours and answered with UNKNOWN.
/// </summary>
internal static class MalformedMessages
{
    /// <summary>All but WatchLeases, whose responses are of a type of our own: <see cref="Leases.Watching.WatchMethod"/>.</summary>
    public static void BindService(ServiceBinderBase binder, LeaseService.LeaseServiceBase service) =>
        LeaseService.BindService(new RefusingBinder(binder, except: nameof(LeaseService.LeaseServiceBase.WatchLeases)), service);

    public static void BindService(ServiceBinderBase binder, PoolService.PoolServiceBase service) =>
        PoolService.BindService(new RefusingBinder(binder), service);

    public static void BindService(ServiceBinderBase binder, ClusterService.ClusterServiceBase service) =>
        ClusterService.BindService(new RefusingBinder(binder), service);

    public static void BindService(ServiceBinderBase binder, HistoryService.HistoryServiceBase service) =>
        HistoryService.BindService(new RefusingBinder(binder), service);

    /// <summary>Reads a message, and takes one that is no protobuf for the caller's mistake.</summary>
    public static Marshaller<T> Refusing<T>(Marshaller<T> marshaller) =>
        Marshallers.Create<T>(marshaller.ContextualSerializer, context => Read(marshaller, context));

    private static T Read<T>(Marshaller<T> marshaller, DeserializationContext context)
    {
        try
        {
            return marshaller.ContextualDeserializer(context);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw ServiceErrors.Malformed(typeof(T).Name, exception.Message).ToRpcException();
        }
    }

    private sealed class RefusingBinder(ServiceBinderBase binder, string? except = null) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            UnaryServerMethod<TRequest, TResponse>? handler) => binder.AddMethod(WithRefusal(method), handler);

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            ClientStreamingServerMethod<TRequest, TResponse>? handler) => binder.AddMethod(WithRefusal(method), handler);

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            ServerStreamingServerMethod<TRequest, TResponse>? handler)
        {
            if (method.Name != except)
            {
                binder.AddMethod(WithRefusal(method), handler);
            }
        }

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            DuplexStreamingServerMethod<TRequest, TResponse>? handler) => binder.AddMethod(WithRefusal(method), handler);

        private static Method<TRequest, TResponse> WithRefusal<TRequest, TResponse>(Method<TRequest, TResponse> method) => new(
            method.Type,
            method.ServiceName,
            method.Name,
            Refusing(method.RequestMarshaller),
            method.ResponseMarshaller);
    }
}
