using Etcdserverpb;
using Grpc.Core;

namespace Akka.Etcd.Connection;

/// <summary>The token of etcd's own authentication, fetched when it is first needed and again when it is refused.</summary>
internal sealed class Credentials(string? username, string? password) : IDisposable
{
    private readonly SemaphoreSlim fetching = new(1);
    private Metadata? headers;

    /// <summary>The headers of a call; null where there is no user.</summary>
    public async ValueTask<Metadata?> HeadersAsync(EtcdMember member, TimeSpan within, CancellationToken cancellation)
    {
        if (username is null || Volatile.Read(ref headers) is { } known)
        {
            return headers;
        }

        await fetching.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (headers is null)
            {
                var request = new AuthenticateRequest { Name = username, Password = password };
                var answer = await member.Auth.AuthenticateAsync(request, deadline: DateTime.UtcNow + within, cancellationToken: cancellation).ConfigureAwait(false);
                Volatile.Write(ref headers, new Metadata { { "token", answer.Token } });
            }

            return headers;
        }
        finally
        {
            fetching.Release();
        }
    }

    /// <summary>The member did not take these headers.</summary>
    /// <returns>Whether it is worth another try with others.</returns>
    public bool Forget(Metadata? refused)
    {
        Interlocked.CompareExchange(ref headers, null, refused);
        return refused is not null;
    }

    public void Dispose() => fetching.Dispose();
}
