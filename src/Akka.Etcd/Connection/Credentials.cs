using Etcdserverpb;
using Grpc.Core;

namespace Akka.Etcd.Connection;

/// <summary>
/// The token of etcd's own authentication, fetched when it is first needed and again when a member does not know it (any more): etcd's simple
/// tokens are in each member's memory only, for 5 minutes after their last use. Thread-safe.
/// </summary>
internal sealed class Credentials(string? username, string? password)
{
    private readonly Lock gate = new();
    private Fetch? last;

    /// <summary>The headers of a call; null where there is no user. Callers that wait together share one question.</summary>
    public async ValueTask<Metadata?> HeadersAsync(MemberConnection member, DateTime deadline, CancellationToken cancellation)
    {
        if (username is null)
        {
            return null;
        }

        Fetch fetch;
        lock (gate)
        {
            if (last is null || (!last.Headers.IsCompletedSuccessfully && (last.Headers.IsCompleted || last.Member != member)))
            {
                last = new Fetch(member, FetchAsync(member, deadline));
            }

            fetch = last;
        }

        return await fetch.Headers.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>A member did not take these headers.</summary>
    /// <returns>Whether it is worth another try with others.</returns>
    public bool Forget(Metadata? refused)
    {
        lock (gate)
        {
            if (refused is not null && last is { Headers: { IsCompletedSuccessfully: true, Result: var known } } && known == refused)
            {
                last = null;
            }
        }

        return refused is not null;
    }

    private async Task<Metadata> FetchAsync(MemberConnection member, DateTime deadline)
    {
        var request = new AuthenticateRequest { Name = username, Password = password };
        var answer = await member.Auth.AuthenticateAsync(request, deadline: deadline, cancellationToken: member.Closed).ConfigureAwait(false);
        return new Metadata { { "token", answer.Token } };
    }

    /// <summary>A question to a member, and its answer.</summary>
    private sealed record Fetch(MemberConnection Member, Task<Metadata> Headers);
}
