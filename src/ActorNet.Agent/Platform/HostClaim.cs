using System.Net.Sockets;

namespace ActorNet.Agent.Platform;

/// <summary>
/// One agent at a time sets up a host's network: two would put back what the other has changed, for ever, each fence in the place of the other's. The claim is a socket with an abstract name (unix(7)): the
/// kernel takes one of a name in each network namespace, whatever mounts and state directories processes have, and gives it back when the process ends, however it ends.
/// </summary>
internal sealed class HostClaim : IDisposable
{
    private const string Name = "\0actornet-agent";

    // asm-generic/socket.h; the processes that ask have the same architecture.
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    /// <summary>So many may ask while this process is stopped.</summary>
    private const int MostWaiting = 128;

    /// <summary>Who has the name and does not listen yet is about to.</summary>
    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly Socket? _socket;

    private HostClaim(Socket? socket) => _socket = socket;

    /// <summary>Whether somebody who is no agent has the name, so that another agent would not be noticed: anybody can take it, and that must not keep the agent from starting.</summary>
    public bool IsBlind => _socket is null;

    /// <summary>Takes it.</summary>
    /// <exception cref="HostInUseException">Another agent has it.</exception>
    public static async Task<HostClaim> TakeAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Bind(new UnixDomainSocketEndPoint(Name));
                socket.Listen(MostWaiting);
                _ = TurnAwayAsync(socket);
                return new HostClaim(socket);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                socket.Dispose();
            }

            if (FindHolder() is { } holder)
                return holder.Uid == 0 || holder.Uid == Posix.EffectiveUser() ? throw new HostInUseException(holder.Process) : new HostClaim(null);
            if (attempt == Attempts)
                return new HostClaim(null);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    public void Dispose() => _socket?.Dispose();

    /// <summary>Who asks has its answer from the kernel; it must not fill the queue.</summary>
    private static async Task TurnAwayAsync(Socket socket)
    {
        try
        {
            while (true)
                (await socket.AcceptAsync()).Dispose();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The claim is given back.
        }
    }

    /// <summary>Who listens under the name: the kernel says, not the process. Null: nobody does.</summary>
    private static (int Process, uint Uid)? FindHolder()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(Name));
            Span<byte> credentials = stackalloc byte[12]; // struct ucred: pid, uid, gid
            return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == credentials.Length
                ? (BitConverter.ToInt32(credentials), BitConverter.ToUInt32(credentials[4..]))
                : null;
        }
        catch (SocketException)
        {
            return null; // or its queue is full
        }
    }
}

/// <summary>Another agent sets up this host's network.</summary>
internal sealed class HostInUseException(int process)
    : Exception($"another actornet-agent{(process > 0 ? $" (process {process})" : "")} sets up this host's network, and two would undo one another's work; stop it, or give this one --backend alloc");
