using Akka.Etcd.Errors;
using Akka.Event;

namespace Akka.Persistence.Etcd.Journal.Commits;

/// <summary>How much goes into one transaction: what is configured, or less where the cluster's refusals have shown that it takes less.</summary>
internal sealed class BatchLimits(int operations, int bytes, ILoggingAdapter log)
{
    private const int LeastOperations = 2;
    private const int LeastBytes = 1; // Then every write goes alone.

    private volatile int operations = operations;
    private volatile int bytes = bytes;

    /// <summary>
    /// How many groups a batch may hold, and how many writes a group. etcd counts along each path of nested transactions: the operations of
    /// the outer one and those of an inner one together.
    /// </summary>
    public int Operations => operations / 2;

    /// <summary>How many bytes a batch may hold.</summary>
    public int Bytes => bytes;

    /// <summary>A batch was refused for its size: the next ones are at most half as large.</summary>
    public void Lower(EtcdRefusedException refusal, IReadOnlyCollection<WriteGroup> batch)
    {
        if (refusal.HasTooManyOperations)
        {
            operations = Math.Max(LeastOperations, Math.Min(operations, batch.Count + batch.Max(group => group.Writes.Count)) / 2);
        }
        else
        {
            bytes = (int)Math.Max(LeastBytes, Math.Min(bytes, batch.Sum(group => group.Bytes)) / 2);
        }

        log.Info("etcd takes less in one transaction than was sent ({0}); from now on at most {1} operations and {2} bytes", refusal.Message, operations, bytes);
    }
}
