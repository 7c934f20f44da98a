namespace Akka.Persistence.Etcd.Serialization;

/// <summary>An atomic write as it stands in etcd.</summary>
/// <param name="Revision">When it was written.</param>
/// <param name="PersistenceId">Whose it is.</param>
/// <param name="Record">Its events.</param>
internal readonly record struct StoredWrite(long Revision, string PersistenceId, AtomicWriteRecord Record);
