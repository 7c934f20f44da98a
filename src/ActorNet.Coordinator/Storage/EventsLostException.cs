namespace ActorNet.Coordinator.Storage;

/// <summary>The store cannot give all events after the position that was asked for; from the beginning it can.</summary>
internal sealed class EventsLostException(string message, Exception? cause = null) : Exception(message, cause);
