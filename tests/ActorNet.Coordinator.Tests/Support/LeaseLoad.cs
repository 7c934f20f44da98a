using System.Collections.Concurrent;
using System.Diagnostics;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ActorNet.Coordinator.Tests.Support;

/// <summary>
/// Many nodes at once that acquire, renew and release as fast as they are answered, through whichever coordinator they are given, and remember
/// what they were told. What was not answered is asked again by the same node, as agents do.
/// </summary>
public sealed class LeaseLoad : IAsyncDisposable
{
    private const int HeldByEach = 12;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<Hold> holds = new();
    private readonly Task[] workers;
    private int acknowledged;

    public LeaseLoad(int size, params CoordinatorClient[] coordinators) =>
        workers = [.. Enumerable.Range(0, size).Select(index => Task.Run(() => WorkAsync(index, coordinators[index % coordinators.Length])))];

    /// <summary>How many leases were acknowledged so far.</summary>
    public int Acknowledged => Volatile.Read(ref acknowledged);

    /// <summary>Waits until so many more leases are acknowledged.</summary>
    public async Task MoreAsync(int count)
    {
        var enough = Acknowledged + count;
        await Eventually.HoldsAsync(
            $"{count} more leases",
            () => Task.FromResult(Acknowledged >= enough),
            TimeSpan.FromSeconds(120),
            evidence: () => $"{enough - Acknowledged} are missing.");
    }

    /// <summary>Lets every node finish what it is at, however often it must ask.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(workers).WaitAsync(TimeSpan.FromSeconds(120));
    }

    /// <summary>No subnet was ever held twice at once, and whoever holds one still is who the coordinator says.</summary>
    public async Task CheckAsync(CoordinatorClient coordinator)
    {
        Assert.All(holds.GroupBy(hold => hold.Lease.Subnets.Single()), CheckOverlaps);
        var listing = await UntilAnsweredAsync(() => coordinator.ListAsync(new ListLeasesRequest { PageSize = 10_000 }));
        var leases = listing.Leases.ToDictionary(lease => lease.NodeId);
        Assert.All(holds.Where(hold => hold.End == long.MaxValue), hold =>
        {
            Assert.True(leases.TryGetValue(hold.Lease.NodeId, out var lease), $"the lease of {hold.Lease.NodeId} is lost");
            Assert.Equal((hold.Lease.Subnets.Single(), hold.Lease.Epoch), (lease.Subnets.Single(), lease.Epoch));
        });
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        stopping.Dispose();
    }

    private static void CheckOverlaps(IEnumerable<Hold> ofOneSubnet)
    {
        var inOrder = ofOneSubnet.OrderBy(hold => hold.Begin).ToList();
        Assert.All(inOrder.Zip(inOrder.Skip(1), (before, after) => (Before: before, After: after)), pair =>
        {
            Assert.True(pair.Before.End <= pair.After.Begin, $"{pair.Before.Lease} and {pair.After.Lease} overlap");
            Assert.True(pair.Before.Lease.Epoch < pair.After.Lease.Epoch, $"{pair.Before.Lease} and {pair.After.Lease} are not in the order of their epochs");
        });
    }

    private async Task WorkAsync(int worker, CoordinatorClient coordinator)
    {
        var held = new Queue<(Hold Hold, ByteString Instance)>();
        for (var number = 0; !stopping.IsCancellationRequested; number++)
        {
            var (node, instance) = ($"node-{worker}-{number}", CoordinatorClient.NewInstance());
            var request = new AcquireLeaseRequest { NodeId = node, Instance = instance };
            var grant = await UntilAnsweredAsync(() => coordinator.Leases.AcquireLeaseAsync(request, deadline: DateTime.UtcNow + Deadline).ResponseAsync);
            var hold = new Hold(grant.Lease) { Begin = Stopwatch.GetTimestamp() };
            holds.Enqueue(hold);
            held.Enqueue((hold, instance));
            Interlocked.Increment(ref acknowledged);
            if (held.Count > HeldByEach)
            {
                await ReleaseAsync(coordinator, held.Dequeue());
            }

            await RenewAsync(coordinator, held.Peek());
        }
    }

    private static async Task ReleaseAsync(CoordinatorClient coordinator, (Hold Hold, ByteString Instance) oldest)
    {
        var lease = oldest.Hold.Lease;
        var request = new ReleaseLeaseRequest { NodeId = lease.NodeId, Epoch = lease.Epoch, Instance = oldest.Instance };
        oldest.Hold.End = Stopwatch.GetTimestamp();
        var asked = 0;
        try
        {
            await UntilAnsweredAsync(() =>
            {
                asked++;
                return coordinator.Leases.ReleaseLeaseAsync(request, deadline: DateTime.UtcNow + Deadline).ResponseAsync;
            });
        }
        catch (RpcException refusal) when (asked > 1 && ServiceError.From(refusal).Reason == ErrorReason.LeaseNotFound)
        {
            // The first time it was done, and only the answer came too late.
        }
    }

    /// <summary>A renewal that is answered names the epoch that is held: whoever lost the lease would hear another, or that there is none.</summary>
    private static async Task RenewAsync(CoordinatorClient coordinator, (Hold Hold, ByteString Instance) oldest)
    {
        var lease = oldest.Hold.Lease;
        var request = new RenewLeaseRequest { NodeId = lease.NodeId, Epoch = lease.Epoch, Instance = oldest.Instance };
        var renewal = await UntilAnsweredAsync(() => coordinator.Leases.RenewLeaseAsync(request, deadline: DateTime.UtcNow + Deadline).ResponseAsync);
        Assert.Equal(lease.Epoch, renewal.Renewal.Epoch);
    }

    private static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RpcException failure) when (failure.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
            {
                await Task.Delay(Random.Shared.Next(5, 50));
            }
        }
    }

    /// <summary>A lease from the moment at which its node was told of it to the one at which it gave it back.</summary>
    private sealed class Hold(Lease lease)
    {
        public Lease Lease { get; } = lease;

        public required long Begin { get; init; }

        public long End { get; set; } = long.MaxValue;
    }
}
