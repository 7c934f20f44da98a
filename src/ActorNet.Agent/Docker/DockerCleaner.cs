using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker.Daemon;
using ActorNet.Agent.Docker.Engine;

namespace ActorNet.Agent.Docker;

/// <summary>Takes back what the agent did with Docker: its values in the configuration file, and a change that it did not end. Docker itself is not restarted.</summary>
internal static class DockerCleaner
{
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
