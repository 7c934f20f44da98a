using Grpc.Core;
using Grpc.Core.Interceptors;

namespace ActorNet.Coordinator.Tests.Support;

/// <summary>
/// Asks again what is answered with UNAVAILABLE, as every client has to: a coordinator says so when it has waited for its disk, or for what it has committed to be shown, for two seconds.
/// Who gives a deadline wants to see that answer.
/// </summary>
internal sealed class UntilServed : Interceptor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
        context.Options.Deadline is not null
            ? continuation(request, context)
            : new AsyncUnaryCall<TResponse>(AskAsync(() => continuation(request, context)), Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => Metadata.Empty, () => { });

    private static async Task<TResponse> AskAsync<TResponse>(Func<AsyncUnaryCall<TResponse>> ask)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var call = ask();
                return await call;
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.Unavailable && TimeProvider.System.GetElapsedTime(begin) < Patience)
            {
                await Task.Delay(Pause, TestContext.Current.CancellationToken);
            }
        }
    }
}
