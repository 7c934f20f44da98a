using System.Collections.Immutable;
using ActorNet.Client.Choice;
using ActorNet.Client.Endpoints;
using ActorNet.Client.Pacing;

namespace ActorNet.Client.Connections;

/// <summary>What all calls of a client share: the table of replicas, their connections and the budget. For any thread.</summary>
internal sealed class ReplicaSet(CoordinatorClientOptions options) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly long _start = options.Time.GetTimestamp();
    private readonly TimeSpan _settleTime = options.SettleTime * (1 + options.Random.NextDouble());
    private readonly ConnectionPool _connections = new(options.MaxReceiveMessageSize);
    private readonly RetryBudget _budget = new();
    private ReplicaTable _table = new(options.Identity);

    /// <summary>Called when a replica has failed.</summary>
    public Action? Failed { get; set; }

    /// <summary>All there are, in the order of the endpoints.</summary>
    public ImmutableArray<ReplicaAddress> All
    {
        get
        {
            lock (_lock)
                return _table.Replicas;
        }
    }

    private TimeSpan Now => options.Time.GetElapsedTime(_start);

    public ReplicaAddress? Pick(IReadOnlyCollection<ReplicaAddress> except)
    {
        lock (_lock)
            return _table.Pick(Now, except);
    }

    public ReplicaConnection? TryConnect(IReadOnlyCollection<ReplicaAddress> except)
    {
        lock (_lock)
            return _table.Pick(Now, except) is { } replica ? Hold(replica) : null;
    }

    /// <summary>The client's own first choice, if it is time to move back to it.</summary>
    public ReplicaConnection? TryConnectHome()
    {
        lock (_lock)
            return _table.FindWayHome(Now, _settleTime) is { } home ? Hold(home) : null;
    }

    public void MoveTo(ReplicaAddress replica)
    {
        lock (_lock)
            _table = _table.MovedTo(replica);
    }

    public bool TrySpendRetry()
    {
        lock (_lock)
            return _budget.TrySpend(Now);
    }

    public void NoteAnswer(ReplicaAddress replica)
    {
        lock (_lock)
        {
            _table = _table.Answered(replica);
            _budget.NoteSuccess();
        }
    }

    public void NoteFailure(ReplicaAddress replica)
    {
        lock (_lock)
            _table = _table.Failed(replica, Now, options.Random.NextDouble());
        Failed?.Invoke();
    }

    public void Replace(ImmutableArray<ReplicaAddress> replicas)
    {
        lock (_lock)
        {
            _table = _table.With(replicas);
            _connections.Retain(replicas);
        }
    }

    public void Release(ReplicaAddress replica) => _connections.Release(replica);

    public void Dispose() => _connections.Dispose();

    private ReplicaConnection Hold(ReplicaAddress replica) => new(this, replica, _connections.Hold(replica).CreateCallInvoker());
}
