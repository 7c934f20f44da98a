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
    public static void BindService(ServiceBinderBase binder, LeaseService.LeaseServiceBase service) =>
        LeaseService.BindService(new Refusing(binder), service);

    public static void BindService(ServiceBinderBase binder, PoolService.PoolServiceBase service) =>
        PoolService.BindService(new Refusing(binder), service);

    public static void BindService(ServiceBinderBase binder, ClusterService.ClusterServiceBase service) =>
        ClusterService.BindService(new Refusing(binder), service);

    public static void BindService(ServiceBinderBase binder, HistoryService.HistoryServiceBase service) =>
        HistoryService.BindService(new Refusing(binder), service);

    private sealed class Refusing(ServiceBinderBase binder) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            UnaryServerMethod<TRequest, TResponse>? handler) => binder.AddMethod(WithRefusal(method), handler);

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            ClientStreamingServerMethod<TRequest, TResponse>? handler) => binder.AddMethod(WithRefusal(method), handler);

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            ServerStreamingServerMethod<TRequest, TResponse>? handler) => binder.AddMethod(WithRefusal(method), handler);

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            DuplexStreamingServerMethod<TRequest, TResponse>? handler) => binder.AddMethod(WithRefusal(method), handler);

        private static Method<TRequest, TResponse> WithRefusal<TRequest, TResponse>(Method<TRequest, TResponse> method) => new(
            method.Type,
            method.ServiceName,
            method.Name,
            Marshallers.Create<TRequest>(method.RequestMarshaller.ContextualSerializer, context => Read(method.RequestMarshaller, context)),
            method.ResponseMarshaller);

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
    }
}
