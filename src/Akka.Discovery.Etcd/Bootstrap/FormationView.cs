namespace Akka.Discovery.Etcd.Bootstrap;

/// <summary>What etcd has about a cluster at one revision.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Forming">Who is about to form it.</param>
/// <param name="Members">Who is in it.</param>
internal sealed record FormationView(long Revision, ClusterNode? Forming, IReadOnlyList<ClusterNode> Members);
