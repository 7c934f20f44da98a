using System.Collections.Immutable;
using System.Threading.Channels;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Liveness;
using ActorNet.Agent.State;
using ActorNet.Client;
using ActorNet.Contracts.V1;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Leasing;

/// <summary>
/// The shell around <see cref="LeaseMachine"/>: one loop, which feeds <see cref="LeaseStanding"/> with time and with what others have to say, and has <see cref="LeaseRenewer"/> and
/// <see cref="LeaseAcquirer"/> send what is due.
/// </summary>
internal sealed class LeaseKeeper
{
    /// <summary>For what is retried by the way. All else wakes the loop, or is known beforehand.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>A turn waits for nothing but the disk. One that takes longer hangs.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(15);

    private readonly StateKeeper _state;
    private readonly BootId _boot;
    private readonly TimeProvider _clock;
    private readonly ClockWatch _clocks;
    private readonly Heartbeats _heartbeats;
    private readonly Channel<Func<Task>> _inbox = Channel.CreateUnbounded<Func<Task>>(new() { SingleReader = true });
    private readonly LeaseStanding _standing;
    private readonly LeaseAcquirer _acquirer;
    private readonly Func<LeaseRenewer> _startRenewing;

    /// <summary>Puts the parts together; nothing runs yet.</summary>
    /// <param name="profile">What the node says of itself.</param>
    /// <param name="client">The way to the coordinators.</param>
    /// <param name="state">What survives a restart.</param>
    /// <param name="boot">The boot that deadlines belong to.</param>
    /// <param name="clock">The boot's clock.</param>
    /// <param name="clocks">Whether the clocks can be trusted.</param>
    /// <param name="publish">Gets every new situation, on the loop.</param>
    /// <param name="attest">Says what the node really has.</param>
    /// <param name="heartbeats">Where the loop says that it turns.</param>
    /// <param name="logger">What the operator is told.</param>
    public LeaseKeeper(
        NodeProfile profile,
        CoordinatorClient client,
        StateKeeper state,
        BootId boot,
        TimeProvider clock,
        ClockWatch clocks,
        Action<LeaseSituation> publish,
        Func<NodeAttestation?> attest,
        Heartbeats heartbeats,
        ILogger<LeaseKeeper> logger)
    {
        (_state, _boot, _clock, _clocks, _heartbeats) = (state, boot, clock, clocks, heartbeats);
        var log = new LeaseLog(logger);
        _standing = new LeaseStanding(state, boot, clock, publish, log);
        _acquirer = new LeaseAcquirer(profile, client, state, _standing, Post, clock, log);
        _startRenewing = () => new LeaseRenewer(client, state, _standing, Post, attest, _acquirer.NotePoolAsync, log);
    }

    /// <summary>What became of its requests. For any thread.</summary>
    public LeaseCounts Counts => _standing.Counts;

    /// <summary>Whether <see cref="NoteUse"/> is going to be called.</summary>
    public bool AwaitsUse { get; init; }

    private Instant Now => _standing.Now;

    /// <summary>Runs until cancelled. The lease is then as it was: nothing is given up.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var heartbeat = _heartbeats.Add("lease", LongestWait + LongestTurn);
        var doubts = _clocks.Look();
        _acquirer.Begin();
        var saved = _state.Current;
        await _standing.ApplyAsync(new LeaseInput.Started(Now, _clock.GetUtcNow(), _boot, saved.Lease, saved.Burnt) { GivenUp = saved.GivenUp, AwaitsUse = AwaitsUse });
        try
        {
            await using var renewer = _startRenewing();
            while (!cancellationToken.IsCancellationRequested)
            {
                heartbeat.Beat();
                var doubtsBefore = doubts;
                doubts = _clocks.Look();
                await _standing.ApplyAsync(new LeaseInput.Ticked(Now, _clock.GetUtcNow()) { IsDoubtful = doubts != doubtsBefore });
                await renewer.SendWhatIsDueAsync();
                await _acquirer.AskIfDueAsync(cancellationToken);
                await WaitAsync(cancellationToken);
                while (_inbox.Reader.TryRead(out var message))
                    await message();
            }
        }
        finally
        {
            await _acquirer.Ending;
        }
    }

    /// <summary>Time has passed that this loop has not seen pass. From any thread.</summary>
    public void NoteDisturbance() => Post(() => Task.CompletedTask);

    /// <summary>The host was read back and is what this lease says. From any thread.</summary>
    public void NoteConfigured(HeldLease lease) => Post(() => _standing.ApplyAsync(new LeaseInput.Configured(Now, lease.Epoch, lease.Subnets)));

    /// <summary>Docker gives containers addresses of these subnets. From any thread.</summary>
    public void NoteUse(ImmutableArray<Prefix> subnets) => Post(() => _standing.ApplyAsync(new LeaseInput.Used(Now, subnets)));

    /// <summary>The node says something else of itself. From any thread.</summary>
    public void Introduce(NodeProfile changed) => Post(() => _acquirer.IntroduceAsync(changed));

    private void Post(Func<Task> message) => _inbox.Writer.TryWrite(message);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        var due = _standing.Situation.NextDue(now + LongestWait);
        var wait = (_acquirer.DueAt is { } askAt ? Instant.Min(due, askAt) : due) - now;
        if (wait <= TimeSpan.Zero)
            return;

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(wait);
        await ((Task)_inbox.Reader.WaitToReadAsync(timeout.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
