using ActorNet.Client;
using ActorNet.Client.Connections;
using ActorNet.Client.Endpoints;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Leasing;

/// <summary>
/// The streams that renewals go over: one, to the client's choice, and while that one is silent another to a second replica. For the keeper's loop only;
/// <paramref name="onAnswer"/> and <paramref name="onEnd"/> are called from any thread.
/// </summary>
internal sealed class RenewalStreams(
    CoordinatorClient client, Action<KeepAliveStream, KeepAliveResponse> onAnswer, Action<KeepAliveStream, EndpointFailure> onEnd) : IAsyncDisposable
{
    private readonly List<KeepAliveStream> _open = [];

    /// <summary>Whether a stream has not been closed from this side: what a closed one still says does not count.</summary>
    public bool IsOpen(KeepAliveStream stream) => _open.Contains(stream);

    /// <summary>The stream to the client's choice, opened if need be; null while no coordinator's address is known.</summary>
    public KeepAliveStream? Choose()
    {
        var choice = client.Choice;
        return _open.Find(stream => stream.Replica == choice) ?? Open(client.TryConnect());
    }

    /// <summary>A new stream to a replica that is not asked yet; null if there is none, or if hedging would make things worse (see <see cref="CoordinatorClient.TrySpendRetry"/>).</summary>
    public KeepAliveStream? ChooseSecond()
    {
        var connection = client.TryConnect([.. _open.Select(stream => stream.Replica)]);
        if (connection is not null && client.TrySpendRetry())
            return Open(connection);

        connection?.Dispose();
        return null;
    }

    /// <summary>A replica answered: those that were asked before it are left, and so is who is not needed any more.</summary>
    /// <returns>Who was left, with the numbers to which no answer will come.</returns>
    public async Task<IReadOnlyCollection<KeepAliveStream>> SettleAsync(KeepAliveStream answered, long number)
    {
        var silent = _open.Where(stream => stream.Unanswered.Any(asked => asked < number)).ToList();
        foreach (var stream in silent)
            await LeaveAsync(stream);

        answered.NoteAnswer();
        var choice = client.Choice;
        foreach (var idle in _open.Where(stream => stream.Unanswered.Count == 0 && stream.Replica != choice).ToList())
            await CloseAsync(idle);
        return silent;
    }

    /// <summary>A replica cannot renew for now.</summary>
    public async Task LeaveAsync(KeepAliveStream stream)
    {
        stream.NoteFailure();
        await CloseAsync(stream);
    }

    /// <summary>None has answered for too long.</summary>
    /// <returns>Who was left, with the numbers to which no answer will come.</returns>
    public async Task<IReadOnlyCollection<KeepAliveStream>> LeaveAllAsync()
    {
        var all = _open.ToList();
        foreach (var stream in all)
            await LeaveAsync(stream);
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _open.ToList())
            await CloseAsync(stream);
    }

    private KeepAliveStream? Open(ReplicaConnection? connection)
    {
        if (connection is null)
            return null;

        var stream = new KeepAliveStream(connection, onAnswer, onEnd);
        _open.Add(stream);
        return stream;
    }

    private async Task CloseAsync(KeepAliveStream stream)
    {
        _open.Remove(stream);
        await stream.DisposeAsync();
    }
}
