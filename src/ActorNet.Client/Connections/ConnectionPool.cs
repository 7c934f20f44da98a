using ActorNet.Client.Endpoints;
using Grpc.Net.Client;

namespace ActorNet.Client.Connections;

/// <summary>One connection per replica, made when it is first needed. One to a replica that is gone is closed when nobody uses it any more.</summary>
internal sealed class ConnectionPool(int maxReceiveMessageSize) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ReplicaAddress, Entry> _entries = [];

    /// <summary>Takes hold of the connection; every hold is to be released.</summary>
    public GrpcChannel Hold(ReplicaAddress replica)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(replica, out var entry))
                _entries[replica] = entry = new Entry(ReplicaChannel.Open(replica, maxReceiveMessageSize));

            entry.Holds++;
            return entry.Channel;
        }
    }

    public void Release(ReplicaAddress replica)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(replica, out var entry) && --entry.Holds == 0 && entry.IsGone)
                Close(replica, entry);
        }
    }

    /// <summary>Only these are replicas now.</summary>
    public void Retain(IReadOnlyCollection<ReplicaAddress> replicas)
    {
        lock (_lock)
        {
            foreach (var (replica, entry) in _entries.ToList())
            {
                entry.IsGone = !replicas.Contains(replica);
                if (entry is { IsGone: true, Holds: 0 })
                    Close(replica, entry);
            }
        }
    }

    /// <summary>Ends every call.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var (replica, entry) in _entries.ToList())
                Close(replica, entry);
        }
    }

    private void Close(ReplicaAddress replica, Entry entry)
    {
        _entries.Remove(replica);
        entry.Channel.Dispose();
    }

    private sealed class Entry(GrpcChannel channel)
    {
        public GrpcChannel Channel { get; } = channel;

        public int Holds { get; set; }

        public bool IsGone { get; set; }
    }
}
