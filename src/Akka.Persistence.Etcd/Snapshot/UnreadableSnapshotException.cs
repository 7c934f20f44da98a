namespace Akka.Persistence.Etcd.Snapshot;

/// <summary>A snapshot is there, but not as it was saved, or nobody here can deserialise it.</summary>
/// <param name="message">What is wrong with it.</param>
/// <param name="cause">The failure behind it, where there is one.</param>
public sealed class UnreadableSnapshotException(string message, Exception? cause = null) : Exception(message, cause);
