using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Leases;

namespace ActorNet.Simulation.Owners;

/// <summary>One command as it was sent: what is sent again is another one.</summary>
/// <param name="Command">The command.</param>
/// <param name="Pool">The pool that it is about.</param>
/// <param name="Link">The name of the link that it goes over.</param>
/// <param name="SentAt">When, in real time.</param>
/// <param name="Answered">Takes the answer, wherever it arrives.</param>
/// <param name="Receiver">The process that waits for it.</param>
internal sealed record Request(LeaseCommand Command, PoolName Pool, string Link, TimeSpan SentAt, Action<LeaseReply> Answered, Time.SimulatedProcess? Receiver);
