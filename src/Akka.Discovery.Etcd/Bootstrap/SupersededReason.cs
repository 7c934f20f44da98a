using Akka.Actor;

namespace Akka.Discovery.Etcd.Bootstrap;

/// <summary>
/// This node's cluster is not the cluster, or is gone, so the node leaves. Started anew, it joins; an actor system that has left a cluster cannot.
/// </summary>
public sealed class SupersededReason : CoordinatedShutdown.Reason
{
    internal static SupersededReason Instance { get; } = new();

    /// <summary>1, so that whatever supervises the process starts it anew.</summary>
    public override int ExitCode => 1;
}
