namespace ActorNet.Agent.State;

/// <summary>The state file is there and is not what an agent wrote.</summary>
internal sealed class StateDamagedException(string message, Exception inner) : Exception(message, inner);

/// <summary>A newer agent wrote the state file.</summary>
internal sealed class StateVersionException(int version)
    : Exception($"the state file has version {version}; this agent knows versions up to {StateDocument.CurrentVersion}. Use the agent that wrote it, or a newer one.");

/// <summary>Another process holds the state directory.</summary>
internal sealed class StateInUseException(string directory)
    : Exception($"another actornet-agent holds the state directory {directory}; stop it first, or give this one a --state-directory of its own.");
