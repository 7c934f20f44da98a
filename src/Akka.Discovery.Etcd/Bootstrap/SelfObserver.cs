using Akka.Actor;
using Akka.Cluster;

namespace Akka.Discovery.Etcd.Bootstrap;

/// <summary>Hears from the cluster what becomes of this node.</summary>
internal sealed class SelfObserver : ReceiveActor
{
    private readonly Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(Context.System);

    public SelfObserver(TaskCompletionSource joined, TaskCompletionSource up) =>
        Receive<ClusterEvent.IMemberEvent>(change => change.Member.UniqueAddress.Equals(cluster.SelfUniqueAddress), change =>
        {
            joined.TrySetResult();
            if (change.Member.Status == MemberStatus.Up)
            {
                up.TrySetResult();
            }
        });

    protected override void PreStart() =>
        cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => cluster.Unsubscribe(Self);
}
