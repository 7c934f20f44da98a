using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Timing;

namespace ActorNet.Allocation.Persistence;

/// <summary>A batch's commit.</summary>
/// <param name="Position">The end of the journal.</param>
/// <param name="At">When its answers leave.</param>
internal readonly record struct Committed(JournalPosition Position, Moment At);
