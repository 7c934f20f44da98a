namespace ActorNet.Allocation.Messages;

/// <summary>A message between the allocation's actors and those who ask them, who may be on different replicas. Written by <see cref="MessageSerializer"/>.</summary>
public interface IAllocationMessage;
