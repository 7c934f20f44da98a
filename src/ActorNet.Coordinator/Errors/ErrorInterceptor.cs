using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ActorNet.Coordinator.Errors;

/// <summary>
/// The last line: what no service turned into an answer. A caller that is gone is nobody's fault; anything else is a fault of ours, whose
/// details are for the log and not for the caller.
/// </summary>
internal sealed partial class ErrorInterceptor(ILogger<ErrorInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Translate(exception, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Translate(exception, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Translate(exception, context);
        }
    }

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        // A connection that breaks while a request is read says so before the call is cancelled.
        if (context.CancellationToken.IsCancellationRequested || exception is IOException)
        {
            return new RpcException(new Status(StatusCode.Cancelled, "the caller is gone"));
        }

        // A frame on a stream whose flag or length lies: for a single message the library says so before we are asked.
        if (exception is InvalidDataException)
        {
            return ServiceErrors.Malformed("message", exception.Message).ToRpcException();
        }

        Log.CallFailed(logger, context.Method, exception);
        return new RpcException(new Status(StatusCode.Internal, $"{context.Method} failed inside the server; its log says why"));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 100, Level = LogLevel.Error, Message = "{Method} failed")]
        public static partial void CallFailed(ILogger logger, string method, Exception exception);
    }
}
