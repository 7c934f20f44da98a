using Akka.Actor;
using Akka.Discovery.Etcd.Bootstrap;

namespace ActorNet.Coordinator.Cluster;

/// <summary>Why a replica had to leave the cluster although nobody told it to stop. An actor system that has left cannot come back: the process is to be started again.</summary>
internal static class Departure
{
    /// <summary>Whether it leaves, for whatever reason: its actors stop, or have stopped.</summary>
    public static bool HasBegun(ActorSystem system) => CoordinatedShutdown.Get(system).ShutdownReason is not null;

    /// <summary>The reason; null: it was told to stop.</summary>
    public static string? ReasonOf(ActorSystem system) => CoordinatedShutdown.Get(system).ShutdownReason switch
    {
        CoordinatedShutdown.ClusterDowningReason => "the other replicas could not reach this one, or it not them, for too long",
        SupersededReason => "another cluster was formed while this replica was out of touch, or the one that it was about to join is gone",
        _ => null,
    };
}
