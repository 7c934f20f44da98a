using ActorNet.Allocation.Leases;

namespace ActorNet.Coordinator.Actors;

/// <summary>A command whose caller waits for the answer. But for <see cref="Answer"/> and <see cref="Abandon"/>, the <see cref="ShardLink"/>'s alone.</summary>
/// <param name="command">The command.</param>
/// <param name="deadline">When the caller waits no longer: a time stamp of the <see cref="TimeProvider"/>.</param>
internal sealed class PendingCommand(LeaseCommand command, long deadline)
{
    private readonly TaskCompletionSource<LeaseReply> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LeaseCommand Command => command;

    public long Deadline => deadline;

    public Task<LeaseReply> Answer => answer.Task;

    /// <summary>The envelope that it is under way in; null while it waits to be sent.</summary>
    public CommandEnvelope? Envelope { get; set; }

    /// <summary>When it is to be sent again unless there is an answer; null while it waits for its turn.</summary>
    public long? ResendAt { get; set; }

    /// <summary>How often it has been sent.</summary>
    public int Attempts { get; set; }

    /// <summary>Nobody waits for it any more.</summary>
    public bool IsOver => answer.Task.IsCompleted;

    public void Complete(LeaseReply reply) => answer.TrySetResult(reply);

    /// <summary>The caller is gone.</summary>
    public void Abandon() => answer.TrySetCanceled();
}

/// <summary>Commands that were sent together.</summary>
/// <param name="sentAt">When: a time stamp of the <see cref="TimeProvider"/>.</param>
internal sealed class CommandEnvelope(long sentAt)
{
    public long SentAt => sentAt;

    /// <summary>Whether the next one need not wait for it: the shard has answered some of it, is not expected to, or takes long.</summary>
    public bool IsOver { get; set; }
}
