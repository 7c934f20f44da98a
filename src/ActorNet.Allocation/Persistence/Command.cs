using Akka.Actor;

namespace ActorNet.Allocation.Persistence;

/// <summary>A message and who sent it; the default is nobody's.</summary>
/// <param name="Message">The message.</param>
/// <param name="Sender">Who sent it.</param>
/// <param name="Ticket">The sender's number for it; 0: none.</param>
internal readonly record struct Command(object Message, IActorRef Sender, long Ticket = 0);
