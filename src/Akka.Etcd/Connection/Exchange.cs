using Akka.Etcd.Errors;
using Grpc.Core;

namespace Akka.Etcd.Connection;

/// <summary>One caller's questions to one member and its answers, few or many; over when the caller gives up or the member is left.</summary>
internal sealed class Exchange : IDisposable
{
    private readonly MemberSelector selector;
    private readonly Credentials credentials;
    private readonly CancellationToken caller;
    private readonly CancellationTokenSource either;

    public Exchange(MemberSelector selector, Credentials credentials, CancellationToken caller)
    {
        (this.selector, this.credentials, this.caller) = (selector, credentials, caller);
        Member = selector.Current;
        either = CancellationTokenSource.CreateLinkedTokenSource(caller, Member.Closed);
        selector.Enter();
    }

    public MemberConnection Member { get; }

    /// <summary>Cancelled when the caller gives up, and when the member is left.</summary>
    public CancellationToken Cancellation => either.Token;

    /// <summary>The headers that a call needs.</summary>
    /// <exception cref="RpcException">They were refused, or not to be had (<see cref="UnsentException"/>).</exception>
    public async Task<Metadata?> SignInAsync(DateTime deadline)
    {
        try
        {
            return await WaitAsync(() => credentials.HeadersAsync(Member, deadline, Cancellation).AsTask()).ConfigureAwait(false);
        }
        catch (RpcException failure) when (!failure.IsRefusal())
        {
            throw new UnsentException(failure.Status);
        }
    }

    /// <summary>Forgets headers that were refused; false when others would be no better.</summary>
    public bool Forget(Metadata? headers) => credentials.Forget(headers);

    /// <summary>Waits for one answer.</summary>
    /// <exception cref="RpcException">None came; also when the member was left meanwhile, but not when the caller gave up.</exception>
    public async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        var answer = await WaitAsync(ask).ConfigureAwait(false);
        selector.Heard(Member);
        return answer;
    }

    public void Dispose()
    {
        selector.Leave();
        either.Dispose();
    }

    private async Task<T> WaitAsync<T>(Func<Task<T>> ask)
    {
        if (Member.Closed.IsCancellationRequested)
        {
            throw new UnsentException(Left());
        }

        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            caller.ThrowIfCancellationRequested();
            Judge(failure);
            throw;
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // A stream that ends while it is written to says so in any of these ways, depending on how far it has come.
            caller.ThrowIfCancellationRequested();
            var failure = new RpcException(Member.Closed.IsCancellationRequested ? Left() : new Status(StatusCode.Unavailable, end.Message, end));
            Judge(failure);
            throw failure;
        }
    }

    private Status Left() => new(StatusCode.Cancelled, $"{Member.Url} was left before it answered");

    private void Judge(RpcException failure)
    {
        if (failure.IsRefusal())
        {
            selector.Heard(Member);
        }
        else if (failure.BlamesCluster())
        {
            Member.IsSuspect = true;
        }
        else if (failure.BlamesMember())
        {
            selector.Failed(Member, failure.Explain());
        }
    }
}
