namespace ActorNet.Testing;

/// <summary>Where a member of an <see cref="EtcdCluster"/> lives.</summary>
/// <param name="Host">On which host; null for this one.</param>
/// <param name="Address">Its address there, as in a URL.</param>
/// <param name="ClientPort">Where clients reach it.</param>
/// <param name="PeerPort">Where the other members reach it.</param>
/// <param name="DataDirectory">Where its data are; null for a directory of the cluster's.</param>
public sealed record EtcdPlace(NetworkNamespace? Host, string Address, int ClientPort = 2379, int PeerPort = 2380, string? DataDirectory = null)
{
    internal string PeerUrl => $"http://{Address}:{PeerPort}";
}
