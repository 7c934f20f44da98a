using ActorNet.Coordinator.Storage;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorNet.Coordinator.Directory;

/// <summary>
/// Reads the journals into the <see cref="LeaseDirectory"/>: first everything that is there, so that nothing is served from half a view,
/// then what comes. A stream that fails is begun again behind the last event; one that left something out, or cannot be begun there any more,
/// from the first.
/// </summary>
internal sealed partial class DirectoryFeed(
    ActorSystem system,
    IEventStreams journal,
    LeaseDirectory directory,
    TimeProvider time,
    ILogger<DirectoryFeed> logger) : IHostedService, IDisposable
{
    private const int MaxBatch = 1000;

    /// <summary>How often the directory is called when nothing happens, so that it forgets what is too old.</summary>
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MinBackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private Task following = Task.CompletedTask;
    private volatile string? problem = "the journal has not been read yet";
    private volatile CancellationTokenSource? mistrust;

    /// <summary>Why the directory does not follow the journal at the moment; null when it does.</summary>
    public string? Problem => problem;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await CatchUpAsync(directory, cancellationToken);
        problem = null;
        var state = directory.Current.State;
        Log.CaughtUp(logger, state.Revision, state.HeldLeases, state.Pools.Count);
        following = FollowAsync();
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await following.WaitAsync(cancellationToken);
    }

    /// <summary>Reads everything anew, because what is there has been found to be wrong.</summary>
    public void Mistrust() => mistrust?.Cancel();

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task FollowAsync()
    {
        var (backOff, isTrusted) = (MinBackOff, true);
        while (!stopping.IsCancellationRequested)
        {
            var before = directory.Current.State.Revision;
            using var interruption = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            mistrust = interruption;
            try
            {
                if (!isTrusted)
                {
                    await ReadAnewAsync();
                    isTrusted = true;
                }

                problem = null;
                await RunAsync(journal.Live, directory, interruption.Token);
            }
            catch (OperationCanceledException) when (interruption.IsCancellationRequested && !stopping.IsCancellationRequested)
            {
                isTrusted = false;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                var state = directory.Current.State;
                backOff = state.Revision > before ? MinBackOff : TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, MaxBackOff.Ticks));
                isTrusted &= exception is not (JournalGapException or EventsLostException);
                problem = $"the journal cannot be read after revision {state.Revision}: {exception.Message}";
                Log.Failed(logger, state.Revision, backOff.TotalSeconds, exception);
                await Task.Delay(backOff, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Reads everything into a directory aside, so that readers never see half of it.</summary>
    private async Task ReadAnewAsync()
    {
        var anew = directory.NewLikeThis();
        await CatchUpAsync(anew, stopping.Token);
        directory.StartAnew(anew);
        Log.ReadAnew(logger, directory.Current.State.Revision);
    }

    /// <summary>
    /// Reads everything that is there. The store may drop what lies behind the last event, as long as that is nothing of ours: so it is asked
    /// for its present position first, and what comes is followed from there.
    /// </summary>
    private async Task CatchUpAsync(LeaseDirectory into, CancellationToken cancellation)
    {
        var present = await journal.PresentAsync(cancellation);
        await RunAsync(journal.Current, into, cancellation);
        into.Reach(present);
    }

    /// <summary>Ends when the stream does.</summary>
    private async Task RunAsync(Func<Offset, Source<EventEnvelope, Akka.NotUsed>> open, LeaseDirectory into, CancellationToken cancellation)
    {
        using var materializer = system.Materializer();
        var killSwitch = KillSwitches.Shared("directory");
        await using var registration = cancellation.Register(killSwitch.Shutdown);
        await open(Offset.Sequence(into.Current.State.Revision))
            .Via(killSwitch.Flow<EventEnvelope>())
            .Select(ToJournalEvent)
            .Batch(MaxBatch, first => new List<JournalEvent> { first }, Append)
            .KeepAlive(IdleAfter, () => new List<JournalEvent>())
            .RunForeach(into.Apply, materializer);
        cancellation.ThrowIfCancellationRequested();
    }

    private static List<JournalEvent> Append(List<JournalEvent> batch, JournalEvent next)
    {
        batch.Add(next);
        return batch;
    }

    /// <summary>An event as the read journal gives it.</summary>
    public static JournalEvent ToJournalEvent(EventEnvelope envelope) =>
        new(envelope.PersistenceId, envelope.SequenceNr, ((Sequence)envelope.Offset).Value, envelope.Event);

    private static partial class Log
    {
        [LoggerMessage(EventId = 200, Level = LogLevel.Information, Message = "Read the journal up to revision {Revision}: {Leases} leases in {Pools} pools")]
        public static partial void CaughtUp(ILogger logger, long revision, long leases, int pools);

        [LoggerMessage(EventId = 202, Level = LogLevel.Warning, Message = "Read the journal anew, up to revision {Revision}; watchers are told to begin again")]
        public static partial void ReadAnew(ILogger logger, long revision);

        [LoggerMessage(EventId = 201, Level = LogLevel.Warning, Message = "The journal cannot be read after revision {Revision}; trying again in {Seconds} s")]
        public static partial void Failed(ILogger logger, long revision, double seconds, Exception exception);
    }
}
