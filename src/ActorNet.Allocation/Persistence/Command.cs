using Akka.Actor;

namespace ActorNet.Allocation.Persistence;

/// <summary>A message and who sent it; the default is nobody's.</summary>
internal readonly record struct Command(object Message, IActorRef Sender);
