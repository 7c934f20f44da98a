using System.Collections.Immutable;
using ActorNet.Agent.Docker.Daemon;
using ActorNet.Agent.Docker.Engine;
using ActorNet.Agent.State;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.Docker.Changing;

/// <summary>
/// Takes a change of Docker's subnet from the step that is in the state file to its end. Each step is saved before it is begun, and does no harm when it is done twice, so an agent that was killed
/// goes on where it was. Whatever happens, the containers that were stopped are started again. <paramref name="report"/> gets every step; <paramref name="beat"/> is called before each thing that is
/// waited for, none of which takes longer than <see cref="EngineClient.StopPatience"/>.
/// </summary>
internal sealed class DockerChanger(
    DockerOptions options,
    EngineClient client,
    StateKeeper state,
    TimeProvider clock,
    Action<DockerChange, ImmutableArray<string>> report,
    Action beat,
    ILogger logger)
{
    /// <summary>A restart at once after a crash can fail while the old containerd is still going ("timeout waiting for containerd"); the next one works.</summary>
    private const int MostRestarts = 2;
    private const int MostRounds = 3;
    private static readonly TimeSpan UpPatience = TimeSpan.FromSeconds(60);

    /// <summary>An engine that has come up may have many containers to look after before it answers; to restart it meanwhile would be to begin again.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromMinutes(5);

    /// <summary>Where the command said that it failed, a supervisor may still try again.</summary>
    private static readonly TimeSpan FailedPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    private readonly DaemonFile _file = new(options.DaemonFile);
    private ImmutableArray<string> _notStarted = [];

    private DockerRecord Record => state.Current.Docker;

    /// <summary>Begins one.</summary>
    /// <exception cref="IOException">It cannot be saved; nothing was done.</exception>
    public Task BeginAsync(ImmutableArray<string> containers, string engine) =>
        SaveAsync(record => record with { Change = new DockerChange(containers.IsEmpty ? ChangeStep.Switching : ChangeStep.Draining, containers, engine) });

    /// <summary>Goes on until it is over, or has to wait for an engine.</summary>
    /// <exception cref="IOException">A step cannot be saved; it was not begun.</exception>
    public async Task ContinueAsync(CancellationToken cancellationToken)
    {
        while (Record.Change is { } change)
        {
            await SaveAsync(record => record); // the disk may have refused it before
            DockerLog.Step(logger, Record.Target?.Subnets ?? "", change.ToString());
            report(change, _notStarted);
            var next = change.Step switch
            {
                ChangeStep.Draining => await DrainAsync(change, cancellationToken),
                ChangeStep.Switching => await SwitchAsync(change, cancellationToken),
                ChangeStep.Undoing => await UndoAsync(change, cancellationToken),
                ChangeStep.Starting => await StartAsync(change, cancellationToken),
                _ => throw new InvalidOperationException($"{change.Step} is not a step."),
            };
            if (next == Record)
                return;

            await SaveAsync(_ => next);
        }
    }

    private EngineProcess? Engine() => EngineProcess.Find(options.Socket);

    private async Task<DockerRecord> DrainAsync(DockerChange change, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var engine = Engine();
            if (engine is not null && await ViewAsync(engine, cancellationToken) is null)
                return Record; // one that stands still stops nothing; a later pass goes on from here

            var problem = engine is null ? null : await StopAllAsync(change, cancellationToken);
            if (problem is not null && Engine() is { } present)
            {
                if (present == engine)
                    return await ViewAsync(present, cancellationToken) is null ? Record : Fail(change, problem);

                await AnswersAsync("", UpPatience, cancellationToken); // it was killed meanwhile, and somebody has started it again
                continue;
            }

            var late = await LateAsync(change, cancellationToken);
            if (late.IsEmpty)
                break;
            if (late.FirstOrDefault(container => container.IsRemovedWhenStopped) is { } lost)
                return Fail(change, $"the container {lost.Name} was started with --rm while the others were stopped, and to stop it would be to lose it; restart Docker when it suits you");

            change = change with { Containers = [.. change.Containers, .. late.Select(container => container.Id)] };
            await SaveAsync(record => record with { Change = change });
        }

        return Record with { Change = change with { Step = ChangeStep.Switching, EngineBefore = Engine()?.Identity ?? "" } };
    }

    private async Task<DockerRecord> SwitchAsync(DockerChange change, CancellationToken cancellationToken)
    {
        // An agent that was killed here may come back after somebody has started more of them.
        if (Engine()?.Identity == change.EngineBefore && !(await LateAsync(change, cancellationToken)).IsEmpty)
            return Record with { Change = change with { Step = ChangeStep.Draining } };

        var (up, problem) = await RestartAsync(change.EngineBefore, cancellationToken);
        if (up is not null)
            return Record with { Change = change with { Step = ChangeStep.Starting }, Target = Record.Target! with { TriedOn = up.Identity, Failure = null } };

        DockerLog.NotRestarted(logger, problem!);
        var canUndo = options.Mode == DockerMode.DaemonJson && Record.Edit is not null && Engine()?.Identity != change.EngineBefore;
        return canUndo
            ? Record with { Change = change with { Step = ChangeStep.Undoing }, Target = Record.Target! with { TriedOn = "", Failure = problem } }
            : Fail(change, problem!);
    }

    private async Task<DockerRecord> UndoAsync(DockerChange change, CancellationToken cancellationToken)
    {
        string outcome;
        var record = Record;
        try
        {
            var present = _file.Read();
            if (present is not null && record.Edit is { } edit)
            {
                var (document, undone) = DaemonMerge.Undo(present, edit);
                _file.Write(present, document);
                record = record with { Edit = undone };
            }

            var (up, problem) = await RestartAsync("", cancellationToken);
            outcome = up is null ? $"{options.DaemonFile} was put back, but Docker does not come up with that either: {problem}" : $"{options.DaemonFile} was put back, and Docker has come up with that";
        }
        catch (DaemonFileException exception)
        {
            outcome = $"and it cannot be put back: {exception.Message}";
        }

        var reason = $"Docker has not come up with that ({record.Target!.Failure}); {outcome}";
        DockerLog.Failed(logger, reason);
        return record with { Change = change with { Step = ChangeStep.Starting }, Target = record.Target with { TriedOn = Engine()?.Identity ?? "", Failure = reason } };
    }

    private async Task<DockerRecord> StartAsync(DockerChange change, CancellationToken cancellationToken)
    {
        // Without an engine that answers nothing starts, and each container would be waited for; a later pass goes on from here.
        if (Engine() is not { } up || await ViewAsync(up, cancellationToken) is null)
            return Record;

        _notStarted = [];
        foreach (var container in change.Containers)
        {
            beat();
            try
            {
                await client.StartAsync(container, cancellationToken);
            }
            catch (EngineException exception)
            {
                if (Engine() is not { } engine || (exception.IsSilent && await ViewAsync(engine, cancellationToken) is null))
                    return Record;

                _notStarted = _notStarted.Add($"the container {container} was stopped for a change of subnet and does not start: {exception.Message}");
                DockerLog.NotStarted(logger, container, exception.Message);
            }
        }

        report(change, _notStarted);
        return Record with { Change = null };
    }

    /// <summary>Restarts until another engine than the one before answers.</summary>
    private async Task<(EngineProcess? Up, string? Problem)> RestartAsync(string before, CancellationToken cancellationToken)
    {
        string? problem = null;
        for (var attempt = 0; attempt < MostRestarts; attempt++)
        {
            // An agent that was killed after the restart finds it done.
            if (before.Length > 0 && Engine() is { } present && present.Identity != before)
                return (await AnswersAsync(before, UpPatience, cancellationToken), $"the engine {present.Identity} does not answer");

            beat();
            problem = await RestartCommand.RunAsync(options.RestartCommand, cancellationToken);
            if (await AnswersAsync(before, problem is null ? UpPatience : FailedPatience, cancellationToken) is { } up)
                return (up, null);

            problem ??= $"'{string.Join(' ', options.RestartCommand)}' was run, and no new engine has answered within {UpPatience.TotalSeconds:0} s";
        }

        return (null, problem);
    }

    private async Task<EngineProcess?> AnswersAsync(string before, TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            beat();
            var present = Engine() is { } process && process.Identity != before ? process : null;
            if (present is not null && await ViewAsync(present, cancellationToken) is not null)
                return present;
            if (clock.GetElapsedTime(start) >= (present is null ? patience : AnswerPatience))
                return null;

            await Task.Delay(Glance, clock, cancellationToken);
        }
    }

    /// <summary>Stops them, the youngest first: it may need an older one. Gives what went wrong, null if nothing did.</summary>
    private async Task<string?> StopAllAsync(DockerChange change, CancellationToken cancellationToken)
    {
        foreach (var container in change.Containers.Reverse())
        {
            beat();
            try
            {
                await client.StopAsync(container, cancellationToken);
            }
            catch (EngineException exception) when (!exception.IsGone)
            {
                return $"the container {container} does not stop: {exception.Message}";
            }
            catch (EngineException)
            {
                // Somebody has removed it.
            }
        }

        return null;
    }

    /// <summary>Containers that somebody has started since.</summary>
    private async Task<ImmutableArray<EngineContainerDetail>> LateAsync(DockerChange change, CancellationToken cancellationToken)
    {
        if (Engine() is not { } process || await ViewAsync(process, cancellationToken) is not { } view)
            return [];

        ImmutableArray<EngineContainer> late = [.. view.Running.Where(container => !change.Containers.Contains(container.Id))];
        try
        {
            return await client.InspectAsync(late, beat, cancellationToken);
        }
        catch (EngineException exception)
        {
            DockerLog.NotRead(logger, exception.Message);
            return [.. late.Select(container => new EngineContainerDetail(container.Id, container.Name, default, IsRemovedWhenStopped: false))]; // none is forgotten
        }
    }

    private async Task<EngineView?> ViewAsync(EngineProcess process, CancellationToken cancellationToken)
    {
        beat();
        try
        {
            return await client.ViewAsync(process, cancellationToken);
        }
        catch (EngineException exception)
        {
            DockerLog.NotRead(logger, exception.Message);
            return null;
        }
    }

    private DockerRecord Fail(DockerChange change, string reason)
    {
        DockerLog.Failed(logger, reason);
        return Record with { Change = change with { Step = ChangeStep.Starting }, Target = Record.Target! with { TriedOn = Engine()?.Identity ?? "", Failure = reason } };
    }

    private Task SaveAsync(Func<DockerRecord, DockerRecord> change) => state.UpdateAsync(saved => saved with { Docker = change(saved.Docker) });
}
