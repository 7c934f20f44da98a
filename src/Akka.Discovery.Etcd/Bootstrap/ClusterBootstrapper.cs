using System.Text.Json;
using Akka.Actor;
using Akka.Etcd.Errors;
using Akka.Event;

namespace Akka.Discovery.Etcd.Bootstrap;

/// <summary>
/// Brings one node into the cluster and keeps it announced. Where nobody is in the cluster and nobody forms it, this node does; else it waits and
/// joins. etcd decides (see <see cref="FormationRequests"/>); no clock and no lease does: a node that was away for long asks again before it is
/// announced again, and leaves if another cluster has been formed meanwhile.
/// </summary>
internal sealed class ClusterBootstrapper
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    private readonly FormationStore store;
    private readonly Akka.Cluster.Cluster cluster;
    private readonly TimeSpan patience;
    private readonly ILoggingAdapter log;
    private readonly TimeProvider time;
    private readonly ClusterNode self;
    private readonly TaskCompletionSource joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HashSet<string> contacts = [];

    /// <summary>Makes it; nothing happens before it runs.</summary>
    /// <param name="store">What etcd has.</param>
    /// <param name="cluster">This node's cluster extension.</param>
    /// <param name="patience">How long a node that is joining waits for members that are not announced any more.</param>
    /// <param name="log">Hears of each step.</param>
    /// <param name="time">The clock.</param>
    public ClusterBootstrapper(FormationStore store, Akka.Cluster.Cluster cluster, TimeSpan patience, ILoggingAdapter log, TimeProvider time)
    {
        (this.store, this.cluster, this.patience, this.log, this.time) = (store, cluster, patience, log, time);
        self = new ClusterNode(cluster.SelfAddress.ToString(), cluster.SelfUniqueAddress.Uid, Guid.NewGuid().ToString("N"));
        cluster.System.SystemActorOf(Props.Create(() => new SelfObserver(joined, up)), "etcd-cluster-bootstrap");
    }

    /// <summary>Done when the node is in the cluster and announced.</summary>
    public Task Announced => announced.Task;

    /// <summary>Runs until it is cancelled, or returns because the node has to leave.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await PersistAsync(() => store.ClearPredecessorAsync(self.Uid, cancellation), cancellation).ConfigureAwait(false);
        if (await EnterAsync(cancellation).ConfigureAwait(false) is { } formation)
        {
            await StayAsync(self with { Formation = formation }, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Forms the cluster or joins it.</summary>
    /// <returns>The formation that the node belongs to now; null: the cluster is gone that it was about to join.</returns>
    private async Task<string?> EnterAsync(CancellationToken cancellation)
    {
        string? joining = null;
        Task? gone = null;
        while (true)
        {
            // Who has been taken into a cluster asks no more to form one.
            var isJoined = joined.Task.IsCompleted;
            var view = await PersistAsync(() => isJoined ? store.ReadAsync(cancellation) : store.SeekAsync(self, cancellation), cancellation).ConfigureAwait(false);
            if (view.Forming == self)
            {
                log.Info("forms the cluster (formation {0})", self.Formation);
                cluster.Join(cluster.SelfAddress);
                await joined.Task.WaitAsync(cancellation).ConfigureAwait(false);
                return self.Formation;
            }

            if (up.Task.IsCompleted)
            {
                return FormationOf(view) ?? joining ?? self.Formation;
            }

            if (!isJoined)
            {
                joining = Join(view) ?? joining;
                await UntilAsync(stop => store.ChangeAsync(view.Revision, stop), cancellation, up.Task, joined.Task, store.Lost).ConfigureAwait(false);
                continue;
            }

            // A node that was welcomed by a cluster whose last member then died would be joining for ever.
            gone = FormationOf(view) is null ? gone ?? Task.Delay(patience, time, cancellation) : null;
            if (gone is { IsCompleted: true })
            {
                log.Warning("the cluster is gone that this node was about to join; it leaves");
                return null;
            }

            await UntilAsync(stop => store.ChangeAsync(view.Revision, stop), cancellation, up.Task, gone ?? up.Task).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps the node announced until another formation is the cluster.</summary>
    private async Task StayAsync(ClusterNode node, CancellationToken cancellation)
    {
        while (await PersistAsync(() => store.AnnounceAsync(node, cancellation), cancellation).ConfigureAwait(false) is { } revision)
        {
            if (announced.TrySetResult())
            {
                log.Info("is in the cluster (formation {0})", node.Formation);
            }

            await UntilAsync(stop => store.DisputeAsync(revision, node.Formation, stop), cancellation, store.Lost).ConfigureAwait(false);
        }

        log.Warning("another cluster has been formed while this node was out of touch (its formation was {0}); it leaves", node.Formation);
    }

    /// <summary>Joins who is there; goes on as long as one is left of those whom it asks already.</summary>
    /// <returns>The formation that is being joined; null: nobody is there.</returns>
    private string? Join(FormationView view)
    {
        var addresses = view.Members.Select(member => member.Address).ToHashSet();
        if (addresses.Count > 0 && !addresses.Overlaps(contacts))
        {
            contacts = addresses;
            log.Info("joins {0}", string.Join(", ", addresses));
            cluster.JoinSeedNodes(addresses.Select(Address.Parse));
        }

        return view.Members.Count > 0 ? view.Members[0].Formation : null;
    }

    /// <summary>The formation of those who are in this node's cluster; what it was about to join may have changed on the way.</summary>
    private string? FormationOf(FormationView view)
    {
        var members = cluster.State.Members.Select(member => (member.Address.ToString(), member.UniqueAddress.Uid)).ToHashSet();
        return view.Members.FirstOrDefault(node => node.Uid != self.Uid && members.Contains((node.Address, node.Uid)))?.Formation;
    }

    /// <summary>Waits for a change in etcd or for something else; ends early when etcd's side fails, for whoever waits looks again anyway.</summary>
    private async Task UntilAsync(Func<CancellationToken, Task> change, CancellationToken cancellation, params Task[] others)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = change(stop.Token);
        await Task.WhenAny([watching, .. others]).ConfigureAwait(false);
        if (watching.IsFaulted)
        {
            log.Debug("a watch ended: {0}", watching.Exception.InnerException?.Message);
            await Task.Delay(RetryPause, time, cancellation).ConfigureAwait(false);
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Asks etcd until it answers.</summary>
    private async Task<T> PersistAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is EtcdException or JsonException)
            {
                log.Warning("cannot find out about the cluster, and tries again: {0}", failure.Message);
                await Task.Delay(RetryPause, time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
