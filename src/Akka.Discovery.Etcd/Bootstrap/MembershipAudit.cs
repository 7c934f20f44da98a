using System.Text.Json;
using Akka.Cluster;
using Akka.Etcd.Errors;
using Akka.Event;

namespace Akka.Discovery.Etcd.Bootstrap;

/// <summary>
/// Compares the cluster with what is announced in etcd. Downs members that the cluster reaches and etcd does not: no failure detector sees that they
/// are of no use. Ends where this node's cluster is the smaller part of one that has come apart. Nothing happens while etcd answers nobody.
/// </summary>
internal sealed class MembershipAudit(FormationStore store, Akka.Cluster.Cluster cluster, TimeSpan patience, ILoggingAdapter log, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly UnannouncedMembers unannounced = new(cluster.SelfUniqueAddress, TicksOf(patience, time));
    private readonly SeparatedMembers separated = new(TicksOf(2 * patience, time));

    /// <summary>Runs until it is cancelled, or returns because the node has to leave.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        do
        {
            await Task.Delay(LookEvery, time, cancellation).ConfigureAwait(false);
        }
        while (!await LookAsync(cancellation).ConfigureAwait(false));

        log.Warning("most of those that are announced in etcd have a cluster without this node; it leaves");
    }

    private static long TicksOf(TimeSpan span, TimeProvider time) => (long)(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>Looks once; true where this node has to leave.</summary>
    private async Task<bool> LookAsync(CancellationToken cancellation)
    {
        var begin = time.GetTimestamp();
        try
        {
            var view = await store.ReadAsync(cancellation).ConfigureAwait(false);
            if (time.GetElapsedTime(begin) > LookEvery)
            {
                // etcd was away itself: all come back now, one by one.
                Forget();
            }

            var (members, now) = (cluster.State.Members, time.GetTimestamp());
            foreach (var overdue in unannounced.Take(members.Where(member => member.Status == MemberStatus.Up).Select(member => member.UniqueAddress), view.Members, now))
            {
                log.Warning("downs {0}, which has not been announced in etcd for {1} s", overdue.Address, patience.TotalSeconds);
                cluster.Down(overdue.Address);
            }

            return separated.Take(members.Select(member => member.UniqueAddress), view.Members, now);
        }
        catch (Exception failure) when (failure is EtcdException or JsonException)
        {
            Forget();
            return false;
        }
    }

    private void Forget()
    {
        unannounced.Forget();
        separated.Forget();
    }
}
