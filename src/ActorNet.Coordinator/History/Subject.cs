namespace ActorNet.Coordinator.History;

/// <summary>What an event is about.</summary>
internal abstract class Subject;
