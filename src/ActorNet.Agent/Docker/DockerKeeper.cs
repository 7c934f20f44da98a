using ActorNet.Agent.Clocks;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.DataPlane.Overlay;
using ActorNet.Agent.Docker.Changing;
using ActorNet.Agent.Docker.Daemon;
using ActorNet.Agent.Docker.Engine;
using ActorNet.Agent.Docker.Judging;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Liveness;
using ActorNet.Agent.Platform;
using ActorNet.Agent.State;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Docker;

/// <summary>
/// Keeps Docker on the lease's subnet: writes its configuration file, reads back what it really does, restarts it where that is allowed, and says what is in the way. It has a loop of its own, because
/// Docker can take minutes, and nothing of lease and data plane waits for it. <paramref name="onPrepared"/> gets the lease that host and file are set up for: Docker may start then.
/// <paramref name="publish"/> gets every new snapshot.
/// </summary>
internal sealed class DockerKeeper(
    DockerOptions options,
    HostPlan initial,
    StateKeeper state,
    string stateDirectory,
    Func<HostObservation?> observe,
    TimeProvider clock,
    Action<HeldLease> onPrepared,
    Action<DockerSnapshot> publish,
    Heartbeats heartbeats,
    ILogger<DockerKeeper> logger) : IDisposable
{
    /// <summary>Nothing tells when an engine starts, or a network is made.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>The loop beats before each thing that it waits for. What it does between two beats takes seconds: reading the engine, writing files, an interval.</summary>
    internal static readonly TimeSpan TurnPatience = EngineClient.StopPatience + TimeSpan.FromMinutes(2);

    private readonly Signal _work = new();
    private readonly EngineClient _client = new(options.Socket);
    private readonly EngineWatch _engine = new(options.Socket, logger);
    private readonly DaemonFile _file = new(options.DaemonFile);
    private readonly ProblemLog _problems = new(logger, clock);
    private volatile HostPlan _plan = initial;
    private volatile LeaseView _lease = LeaseView.Nothing;
    private volatile HeldLease? _prepared;
    private volatile DockerSnapshot _snapshot = new(options.Mode);
    private string? _fileProblem;
    private string? _waiting;
    private DockerChanger? _changer;
    private Heartbeat? _heartbeat;

    /// <summary>What is known of Docker. For any thread.</summary>
    public DockerSnapshot Snapshot => _snapshot;

    /// <summary>Whether there is anything to run for: Docker sets up no bridge but docker0.</summary>
    public bool HasWork { get; } = options.Mode != DockerMode.None && initial.Bridge == DockerOptions.DefaultBridge;

    public void Submit(LeaseView lease)
    {
        var isNews = !lease.IsProlongationOf(_lease);
        _lease = lease;
        if (isNews)
            _work.Raise();
    }

    public void Submit(HostPlan plan)
    {
        _plan = plan;
        _work.Raise();
    }

    /// <summary>The host, read back, is what this lease says. From any thread.</summary>
    public void NoteConfigured(HeldLease lease)
    {
        // The first attempt to write Docker's file counts, however it ended: an agent that waited for more would keep Docker, and the node, from starting.
        if (options.Mode != DockerMode.DaemonJson || (_prepared is { } prepared && prepared.IsSameHoldAs(lease)))
            onPrepared(lease);
    }

    /// <summary>Runs until cancelled; Docker then stays as it is.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _heartbeat = heartbeats.Add("docker", TurnPatience);
        while (!cancellationToken.IsCancellationRequested)
        {
            _heartbeat.Beat();
            await PassAsync(cancellationToken);
            await _work.WaitAsync(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _work.Dispose();
        _client.Dispose();
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (state.Current.Docker.Change is not null)
                await Changer().ContinueAsync(cancellationToken);
            if (_lease.ModeAt(Instant.Now(clock)) == DataPlaneMode.Normal && _lease.Lease is { } lease)
                await FollowAsync(lease, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            DockerLog.NotSaved(logger, exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops; what is under way is in the state file.
        }
    }

    private async Task FollowAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        var settings = DaemonSettings.From(lease, Tunnels.InnerMtu(lease, _plan), _plan.Masquerades);
        var (engine, isSilent) = await _engine.LookAsync(_client, cancellationToken);
        DaemonDocument? document;
        try
        {
            await NoteTargetAsync(settings);
            document = await SettleFileAsync(settings, cancellationToken);
        }
        finally
        {
            Prepared(lease);
        }

        var facts = new DockerFacts(options.Mode, lease, settings, options.DaemonFile)
        {
            SilentEngine = isSilent ? _engine.Process : null,
            Docker0 = observe() is { Bridge: DockerOptions.DefaultBridge } seen ? seen.BridgeAddresses : null,
            Engine = engine,
            Document = document,
            FileProblem = _fileProblem,
            EngineBefore = state.Current.Docker.Target!.EngineBefore,
            Failure = state.Current.Docker.Target.Failure,
            HasCni = _plan.CniConfigFile is not null,
        };
        await ConfirmAsync(facts);
        var obstacle = await FindObstacleAsync(facts, cancellationToken);
        Publish(facts, obstacle);
        if (engine is null || isSilent || obstacle is not null || !MayChange(facts))
            return;

        if (await ContainersAsync(engine, cancellationToken) is not { } containers)
            return;

        await Changer().BeginAsync([.. containers.Select(container => container.Id)], engine.Process.Identity);
        await Changer().ContinueAsync(cancellationToken);
        if (state.Current.Docker is { Change: null, Target.Failure: null })
            DockerLog.Done(logger, settings.ToString());
        _work.Raise(); // to look at what has come of it
    }

    /// <summary>Remembers which engine was there when something else became what Docker is to have: that one does not know of it.</summary>
    private async Task NoteTargetAsync(DaemonSettings settings)
    {
        var engine = _engine.Process?.Identity ?? "";
        var target = state.Current.Docker.Target;
        if (target?.Subnets != settings.ToString())
            await SaveAsync(record => record with { Target = new DockerTarget(settings.ToString(), engine, null, null) });
        else if (target.Failure is not null && !target.IsTriedOn(engine))
            await SaveAsync(record => record with { Target = target with { TriedOn = null, Failure = null } }); // somebody has restarted Docker: as well as that, it may be right now
    }

    private async Task<DaemonDocument?> SettleFileAsync(DaemonSettings settings, CancellationToken cancellationToken)
    {
        _fileProblem = null;
        try
        {
            var present = _file.Read();
            var isPutBack = state.Current.Docker.Target!.Failure is not null;
            return options.Mode == DockerMode.DaemonJson && !isPutBack ? await MergeAsync(present, settings, cancellationToken) : present;
        }
        catch (DaemonFileException exception)
        {
            // In the other modes the file is only looked at, and Docker has to get along with it alone.
            _fileProblem = options.Mode == DockerMode.DaemonJson ? exception.Message : null;
            return null;
        }
    }

    private async Task<DaemonDocument> MergeAsync(DaemonDocument? present, DaemonSettings settings, CancellationToken cancellationToken)
    {
        var (document, edit) = DaemonMerge.Apply(options.DaemonFile, present, state.Current.Docker.Edit, settings);
        var isWritten = present is not null && document.Bytes.Span.SequenceEqual(present.Bytes.Span);
        if (!isWritten)
        {
            edit = edit with { WrittenBeside = _engine.Process?.Identity ?? "" };
            await new DaemonValidator(_engine.Process?.Arguments[0] ?? "dockerd", stateDirectory).ValidateAsync(document, cancellationToken);
        }

        // The addresses that Docker gives docker0 are the agent's from then on: they go when the lease does.
        var owned = _plan.Backend == Configuration.BackendKind.AddressesOnly ? [] : new[] { settings.IPv4, settings.IPv6 }.OfType<Addressing.Prefix>().Select(InterfaceAddress.FirstOf);
        await SaveAsync(record => record with { Edit = edit }, footprint => footprint.With(owned));
        if (!isWritten)
        {
            _file.Write(present, document);
            DockerLog.Written(logger, options.DaemonFile, settings.ToString(), _file.Backup);
        }

        return document;
    }

    private void Prepared(HeldLease lease)
    {
        var isNews = _prepared is not { } before || !before.IsSameHoldAs(lease);
        _prepared = lease;
        if (isNews && observe() is { } seen && seen.Configured == lease.Epoch && lease.HasSameSubnetsAs(seen.ConfiguredSubnets))
            NoteConfigured(lease);
    }

    /// <summary>An engine that has read the file and runs shows that Docker comes up with it.</summary>
    private async Task ConfirmAsync(DockerFacts facts)
    {
        if (state.Current.Docker is { Edit: { } edit, Target.Failure: null } && facts.Engine is { } engine && engine.Process.Identity != edit.WrittenBeside)
            await SaveAsync(record => record with { Edit = DaemonMerge.Confirm(edit) });
    }

    private bool MayChange(DockerFacts facts) =>
        state.Current.Docker.Change is null && DockerJudge.NeedsRestart(facts) && !state.Current.Docker.Target!.IsTriedOn(facts.Engine!.Process.Identity);

    private async Task<string?> FindObstacleAsync(DockerFacts facts, CancellationToken cancellationToken)
    {
        if (facts.Engine is null || facts.SilentEngine is not null || !MayChange(facts))
            return null;

        var containers = options.Restart == DockerRestart.Drain ? await ContainersAsync(facts.Engine, cancellationToken) : [];
        return containers is null
            ? "the engine does not say what its containers are"
            : Preflight.ObstacleTo(facts, options.Restart, containers, OwnContainer.Find());
    }

    /// <summary>The running containers, the oldest first; null: they cannot be read.</summary>
    private async Task<IReadOnlyList<EngineContainerDetail>?> ContainersAsync(EngineView engine, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.InspectAsync(engine.Running, _heartbeat!.Beat, cancellationToken);
        }
        catch (EngineException exception)
        {
            DockerLog.NotRead(logger, exception.Message);
            return null;
        }
    }

    private void Publish(DockerFacts facts, string? obstacle)
    {
        if (obstacle is not null && obstacle != _waiting)
            DockerLog.Waiting(logger, facts.Settings.ToString(), obstacle);
        _waiting = obstacle;

        var findings = DockerJudge.Judge(facts);
        _problems.Report(findings.Select((finding, index) => new Problem($"Docker ({finding.Cause}{(index == 0 ? "" : $", {index + 1}")})", finding.Message)));
        Publish(_snapshot with
        {
            HasLooked = true,
            EngineVersion = facts.Engine?.Version,
            EngineSubnets = facts.SilentEngine is not null ? null : facts.Engine?.DefaultNetwork?.Subnets ?? [],
            RunningContainers = facts.Engine?.Running.Length ?? 0,
            KeepsContainers = facts.Engine?.KeepsContainers ?? false,
            Masquerades = facts.Engine?.DefaultNetwork?.Masquerades ?? false,
            Change = state.Current.Docker.Change,
            Waiting = obstacle,
            Findings = findings,
        });
    }

    private void Publish(DockerSnapshot snapshot)
    {
        _snapshot = snapshot;
        publish(snapshot);
    }

    private DockerChanger Changer() => _changer ??= new DockerChanger(
        options, _client, state, clock, (change, notStarted) => Publish(_snapshot with { Change = change, Waiting = null, NotStarted = notStarted }), _heartbeat!.Beat, logger);

    /// <summary>Returns when it is on the disk, also where it was in memory already because the disk has refused it before.</summary>
    private Task SaveAsync(Func<DockerRecord, DockerRecord> change, Func<Footprint, Footprint>? footprint = null) =>
        state.UpdateAsync(saved => saved with { Docker = change(saved.Docker), Footprint = footprint?.Invoke(saved.Footprint) ?? saved.Footprint });
}
