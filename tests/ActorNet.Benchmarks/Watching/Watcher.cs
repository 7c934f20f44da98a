using Grpc.Core;

namespace ActorNet.Benchmarks.Watching;

/// <summary>Follows all leases of the pool in a table of its own.</summary>
internal sealed class Watcher : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<ulong, ulong> table = [];
    private readonly Action<Observation> onObservation;
    private readonly Task following;
    private long count;
    private ulong digest;

    private Watcher(ObservationReader reader, CallInvoker invoker, Action<Observation> onObservation)
    {
        this.onObservation = onObservation;
        following = FollowAsync(reader, invoker);
    }

    /// <summary>How often it was told to start anew; once is how every watch begins.</summary>
    public int Starts { get; private set; }

    /// <summary>Starts one, and waits until it knows the leases of the moment.</summary>
    /// <param name="reader">Shared by many.</param>
    /// <param name="invoker">To a replica.</param>
    /// <param name="onObservation">Hears of every message.</param>
    public static async Task<Watcher> StartAsync(ObservationReader reader, CallInvoker invoker, Action<Observation> onObservation)
    {
        var watcher = new Watcher(reader, invoker, onObservation);
        await Task.WhenAny(watcher.started.Task, watcher.following);
        return watcher;
    }

    /// <summary>Whether it knows exactly these leases.</summary>
    public bool Knows(Fingerprint leases)
    {
        if (following.IsFaulted)
        {
            throw new InvalidOperationException("a watch ended", following.Exception);
        }

        return Interlocked.Read(ref count) == leases.Count && Volatile.Read(ref digest) == leases.Digest;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await following.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        ending.Dispose();
    }

    private async Task FollowAsync(ObservationReader reader, CallInvoker invoker)
    {
        using var call = reader.Watch(invoker, ending.Token);
        try
        {
            while (await call.ResponseStream.MoveNext(ending.Token))
            {
                Apply(call.ResponseStream.Current);
                onObservation(call.ResponseStream.Current);
                started.TrySetResult();
            }
        }
        catch (RpcException) when (ending.IsCancellationRequested)
        {
            return;
        }

        throw new InvalidOperationException("the server ended a watch");
    }

    private void Apply(Observation observation)
    {
        var sum = digest;
        if (observation.StartsAnew)
        {
            table.Clear();
            sum = 0;
            Starts++;
        }

        foreach (var (node, content) in observation.Changes)
        {
            if (table.Remove(node, out var before))
            {
                sum -= Fingerprint.Of(node, before);
            }

            if (content is { } now)
            {
                table.Add(node, now);
                sum += Fingerprint.Of(node, now);
            }
        }

        Volatile.Write(ref digest, sum);
        Interlocked.Exchange(ref count, table.Count);
    }
}
