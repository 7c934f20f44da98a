namespace ActorNet.Coordinator.Hosting;

/// <summary>The coordinator cannot start. The message is for its operator and says all that there is to say.</summary>
internal sealed class StartException(string message, Exception? cause = null) : Exception(message, cause);
