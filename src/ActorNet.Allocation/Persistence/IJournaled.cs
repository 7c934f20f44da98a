namespace ActorNet.Allocation.Persistence;

/// <summary>Something that is written to a journal or a snapshot store, by <see cref="AllocationSerializer"/>.</summary>
public interface IJournaled;
