using System.Collections.Concurrent;
using System.Diagnostics;
using ActorNet.Benchmarks.Clients;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Benchmarks.Failover;

/// <summary>
/// Nodes that renew all the time, and others that come new through them, so that every shard both proves and writes. Whatever was acknowledged is
/// remembered: no lease may end or change.
/// </summary>
internal sealed class Population : IAsyncDisposable
{
    private const int Nodes = 192;

    /// <summary>Every so many renewals a new node comes.</summary>
    private const int NewNodeEvery = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentDictionary<string, Lease> acknowledged = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Call> calls = new();
    private readonly ConcurrentQueue<string> problems = new();
    private readonly Member[] members;
    private readonly Task living;

    private Population(Connections connections)
    {
        members = [.. Enumerable.Range(0, Nodes).Select(number => new Member(number, new Attempts(connections, first: number)))];
        living = Task.WhenAll(members.Select(member => Task.Run(() => LiveAsync(member))));
    }

    /// <summary>What went wrong with leases that were acknowledged, or with calls.</summary>
    public IReadOnlyCollection<string> Problems => problems;

    /// <summary>How many attempts were followed by another one.</summary>
    public long FailedAttempts => members.Sum(member => member.Attempts.Failed);

    /// <summary>All leases that were acknowledged.</summary>
    public IReadOnlyCollection<Lease> Acknowledged => [.. acknowledged.Values];

    /// <summary>Starts it and waits until every node has been served.</summary>
    public static async Task<Population> StartAsync(Connections connections)
    {
        var population = new Population(connections);
        await population.ServedSinceAsync(Stopwatch.GetTimestamp());
        return population;
    }

    /// <summary>Waits until every node has got an answer to a call that it began after a moment.</summary>
    /// <returns>How long after that moment the last one got it.</returns>
    public async Task<TimeSpan> ServedSinceAsync(long moment)
    {
        var last = await Task.WhenAll(members.Select(member => member.ServedAsync(moment)));
        return Stopwatch.GetElapsedTime(moment, last.Max());
    }

    /// <summary>The calls that have ended since this was asked last.</summary>
    public IReadOnlyList<Call> TakeCalls()
    {
        var taken = new List<Call>();
        while (calls.TryDequeue(out var call))
        {
            taken.Add(call);
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await living;
        ending.Dispose();
    }

    private async Task LiveAsync(Member member)
    {
        await Task.Delay(Pause * Random.Shared.NextDouble());
        for (var round = 0; !ending.IsCancellationRequested; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            try
            {
                await (round % NewNodeEvery == 0 ? AcquireAsync(member, round) : RenewAsync(member));
                member.Served(begin, Stopwatch.GetTimestamp());
                calls.Enqueue(new Call(Stopwatch.GetElapsedTime(begin), Failed: false));
            }
            catch (RpcException exception)
            {
                problems.Enqueue($"node {member.Own.Id}: {exception.Status}");
                calls.Enqueue(new Call(Stopwatch.GetElapsedTime(begin), Failed: true));
            }

            await Task.Delay(Pause * (0.5 + Random.Shared.NextDouble()));
        }
    }

    /// <summary>The first round is the member's own lease; later ones are those of nodes whose names lead to the same or other shards.</summary>
    private async Task AcquireAsync(Member member, int round)
    {
        var node = round == 0 ? member.Own : new Node($"{member.Own.Id}-{round}");
        var response = await member.Attempts.CallAsync((client, deadline) => client.AcquireLeaseAsync(node.Acquire(), deadline: deadline));
        Acknowledge(response.Lease);
    }

    private async Task RenewAsync(Member member)
    {
        var lease = acknowledged[member.Own.Id];
        var response = await member.Attempts.CallAsync((client, deadline) => client.RenewLeaseAsync(member.Own.Renew(lease.Epoch), deadline: deadline));
        if (response.Renewal.Epoch != lease.Epoch)
        {
            problems.Enqueue($"node {member.Own.Id}: epoch {lease.Epoch} was renewed as {response.Renewal.Epoch}");
        }
    }

    private void Acknowledge(Lease lease)
    {
        if (!acknowledged.TryAdd(lease.NodeId, lease))
        {
            problems.Enqueue($"node {lease.NodeId} has {acknowledged[lease.NodeId]} and was given {lease}");
        }
    }

    /// <summary>One call, its retries included.</summary>
    /// <param name="Time">How long it took.</param>
    /// <param name="Failed">Whether it failed for good.</param>
    internal readonly record struct Call(TimeSpan Time, bool Failed);

    /// <summary>One node that stays.</summary>
    private sealed class Member(int number, Attempts attempts)
    {
        private readonly Lock gate = new();
        private (long Moment, TaskCompletionSource<long> Answered)? waiting;

        public Attempts Attempts => attempts;

        public Node Own { get; } = new($"member-{number}");

        /// <summary>Gives the time stamp of the first answer to a call that begins after a moment.</summary>
        public Task<long> ServedAsync(long moment)
        {
            var answered = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
            {
                waiting = (moment, answered);
            }

            return answered.Task;
        }

        public void Served(long begin, long end)
        {
            lock (gate)
            {
                if (waiting is { } waiter && begin >= waiter.Moment)
                {
                    waiting = null;
                    waiter.Answered.SetResult(end);
                }
            }
        }
    }
}
