using ActorNet.Agent.Identity;
using Microsoft.Extensions.Logging;

namespace ActorNet.Agent.State;

/// <summary>What the agent starts with: the saved state, or a new one.</summary>
internal static partial class StateLoader
{
    /// <summary>
    /// Loads the state of a node. A damaged file is put aside and reported; the agent then starts as a new installation, whose instance is on
    /// the disk before anybody hears of it. What was on the disk already is not written again: with a full disk an agent can still start.
    /// </summary>
    /// <exception cref="StateVersionException">A newer agent wrote it.</exception>
    /// <exception cref="StateOfAnotherException">The state is of another node or pool.</exception>
    /// <exception cref="IOException">It cannot be read, or a new one not be saved.</exception>
    public static AgentState LoadOrCreate(StateDirectory directory, NodeId node, string pool, ILogger logger)
    {
        if (TryLoad(directory, logger) is not { } state)
            return Create(InstanceId.NewRandom());

        if (state.Node == node && state.Pool == pool)
            return state;

        // Another node's state is let go only when nothing of it is left anywhere: no lease, no unanswered release, nothing on the host.
        return state.IsGivenUp
            ? Create(state.Instance)
            : throw new StateOfAnotherException(directory.Location, state);

        AgentState Create(InstanceId instance)
        {
            var created = new AgentState { Node = node, Instance = instance, Pool = pool };
            directory.Save(created);
            return created;
        }
    }

    /// <summary>Loads the state of whichever node; null if there is none, or a damaged one, which is put aside and reported.</summary>
    public static AgentState? TryLoad(StateDirectory directory, ILogger logger)
    {
        try
        {
            return directory.Load();
        }
        catch (StateDamagedException exception)
        {
            Log.Damaged(logger, directory.Location, exception.Message, directory.SetAside());
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(210, LogLevel.Error,
            "The state file in {Directory} is damaged: {Reason} It was moved to {Aside}; this agent starts as a new installation and may have to wait until the node's old lease has ended.")]
        public static partial void Damaged(ILogger logger, string directory, string reason, string aside);
    }
}

/// <summary>The state directory belongs to another node or pool than the options name.</summary>
internal sealed class StateOfAnotherException(string directory, AgentState state)
    : Exception($"the state directory {directory} belongs to node '{state.Node}' in pool '{state.Pool}'. Run 'actornet-agent release' to end its lease, or use another --state-directory.");
