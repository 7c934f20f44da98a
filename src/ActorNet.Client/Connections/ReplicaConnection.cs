using ActorNet.Client.Endpoints;
using Grpc.Core;

namespace ActorNet.Client.Connections;

/// <summary>A hold on the connection to one replica, for a stream. Dispose it when the stream is over; say how it went, so that the next choice is a good one.</summary>
public sealed class ReplicaConnection : IDisposable
{
    private readonly ReplicaSet _replicas;
    private bool _isReleased;

    internal ReplicaConnection(ReplicaSet replicas, ReplicaAddress replica, CallInvoker invoker) => (_replicas, Replica, Invoker) = (replicas, replica, invoker);

    /// <summary>Who is at the other end.</summary>
    public ReplicaAddress Replica { get; }

    /// <summary>What generated clients are made with.</summary>
    public CallInvoker Invoker { get; }

    /// <summary>The replica answered.</summary>
    public void NoteAnswer() => _replicas.NoteAnswer(Replica);

    /// <summary>The replica broke off, was silent or said that it cannot: others are asked before it for a while.</summary>
    public void NoteFailure() => _replicas.NoteFailure(Replica);

    /// <summary>Lets go of the connection, which may stay open for others.</summary>
    public void Dispose()
    {
        if (!_isReleased)
            _replicas.Release(Replica);
        _isReleased = true;
    }
}
