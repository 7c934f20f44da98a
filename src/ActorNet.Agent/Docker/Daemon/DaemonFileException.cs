namespace ActorNet.Agent.Docker.Daemon;

/// <summary>Docker's configuration file cannot be used or changed; the message says why and what would help. The file is what it was.</summary>
internal sealed class DaemonFileException(string message, Exception? inner = null) : Exception(message, inner);
