using Akka.Etcd.Configuration;

namespace ActorNet.Coordinator.Configuration;

/// <summary>Where the journal is.</summary>
internal abstract record StorageOptions;

/// <summary>In a file of this machine.</summary>
/// <param name="DataDirectory">The file's directory, as an absolute path.</param>
internal sealed record EmbeddedStorageOptions(string DataDirectory) : StorageOptions;

/// <summary>In an etcd cluster.</summary>
/// <param name="Connection">How to reach it.</param>
/// <param name="KeyPrefix">What all of our keys begin with; ends with a slash.</param>
/// <param name="FlannelPrefix">What flannel's keys begin with; does not end with a slash.</param>
internal sealed record EtcdStorageOptions(EtcdConnectionSettings Connection, string KeyPrefix, string FlannelPrefix) : StorageOptions
{
    /// <summary>The cluster, for messages.</summary>
    public string Endpoints => string.Join(", ", Connection.Endpoints.Select(endpoint => endpoint.OriginalString));
}
