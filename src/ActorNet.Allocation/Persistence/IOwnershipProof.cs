using ActorNet.Allocation.Identity;

namespace ActorNet.Allocation.Persistence;

/// <summary>Proves that a journal has no other writer (safety rule 3).</summary>
public interface IOwnershipProof
{
    /// <summary>
    /// Asks the store, after this call began, whether the position is still the end of its journal.
    /// </summary>
    /// <returns>True when it is; false when somebody else has written after it.</returns>
    /// <exception cref="Exception">It cannot be told.</exception>
    Task<bool> IsLastAsync(JournalPosition position);
}
