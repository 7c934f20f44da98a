using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker.Daemon;
using ActorNet.Agent.Docker.Engine;
using ActorNet.Agent.State;

namespace ActorNet.Agent.Docker;

/// <summary>Takes back what the agent did with Docker: its values in the configuration file, and a change that it did not end. Docker itself is not restarted.</summary>
internal static class DockerCleaner
{
    /// <summary>
    /// Takes back what an agent with other options has done: values in a file that this one does not look after would stay there whatever subnet the node has, and keep Docker from starting where it gets the same
    /// from its options file. Containers that are stopped for a change are started where Docker is not looked at any more.
    /// </summary>
    public static async Task<IReadOnlyList<Problem>> RetireAsync(StateKeeper state, DockerOptions options, bool looksAfterDocker, CancellationToken cancellationToken)
    {
        var record = state.Current.Docker;
        var hasEdit = record.Edit is { } edit && (!looksAfterDocker || options.Mode != DockerMode.DaemonJson || edit.Path != options.DaemonFile);
        var hasChange = record.Change is not null && !looksAfterDocker;
        if (!hasEdit && !hasChange)
            return [];

        var problems = await CleanAsync(record with { Edit = hasEdit ? record.Edit : null, Change = hasChange ? record.Change : null }, options.Socket, cancellationToken);
        try
        {
            if (problems.Count == 0)
                await state.UpdateAsync(saved => saved with { Docker = looksAfterDocker ? saved.Docker with { Edit = null } : DockerRecord.Empty });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [new Problem("Docker", $"that the agent's part of Docker's configuration was taken back cannot be written down: {exception.Message}")]; // it is taken back again then, which changes nothing
        }

        return problems;
    }

    /// <summary>Does it; what cannot be taken back is in the answer.</summary>
    /// <param name="record">What was done.</param>
    /// <param name="socket">Where Docker's engine listens.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<Problem>> CleanAsync(DockerRecord record, string socket, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        if (record.Edit is { } edit)
            Revert(edit, problems);

        // Containers that are still stopped for the change would wait for an agent that is gone.
        if (record.Change is { } change && EngineProcess.Find(socket) is not null)
        {
            using var client = new EngineClient(socket);
            foreach (var container in change.Containers)
                await StartAsync(client, container, problems, cancellationToken);
        }

        return problems;
    }

    private static void Revert(DaemonEdit edit, List<Problem> problems)
    {
        var file = new DaemonFile(edit.Path);
        try
        {
            if (file.Read() is not { } present)
                return;

            if (DaemonMerge.Revert(present, edit) is not { } original)
                file.Delete();
            else if (!original.Bytes.Span.SequenceEqual(present.Bytes.Span))
                file.Write(present, original);
        }
        catch (Exception exception) when (exception is DaemonFileException or IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(edit.Path, $"what the agent wrote into {edit.Path} is still there: {exception.Message}"));
        }
    }

    private static async Task StartAsync(EngineClient client, string container, List<Problem> problems, CancellationToken cancellationToken)
    {
        try
        {
            await client.StartAsync(container, cancellationToken);
        }
        catch (EngineException exception) when (!exception.IsGone)
        {
            problems.Add(new Problem(container, $"the container {container} was stopped for a change of subnet and does not start: {exception.Message}"));
        }
        catch (EngineException)
        {
            // Somebody has removed it.
        }
    }
}
