using ActorNet.Allocation.Pools;
using ActorNet.Allocation.Shards;

namespace ActorNet.Histories.Journal;

/// <summary>
/// Each incarnation begins with an activation, and once another one has begun, writes nothing any more (safety.md rules 1 and 2, I3).
/// </summary>
public static class Fences
{
    /// <summary>All writes without a live fence.</summary>
    public static IReadOnlyList<string> Check(JournalContents journal)
    {
        var violations = new List<string>();
        var present = new Dictionary<string, string>();
        var superseded = new HashSet<(string Journal, string Writer)>();
        foreach (var write in journal.Writes)
        {
            var before = present.GetValueOrDefault(write.Journal);
            if (write.Writer == before)
            {
                continue;
            }

            if (superseded.Contains((write.Journal, write.Writer)))
            {
                violations.Add($"{write}: a successor, {before}, had taken over already");
            }
            else if (write.Events.FirstOrDefault().Event is not (ShardActivated or CoordinatorActivated))
            {
                violations.Add($"{write}: it takes over from {before ?? "nobody"} and begins with {write.Events.FirstOrDefault().Event?.GetType().Name ?? "nothing"}, not with its activation");
            }

            if (before is not null)
            {
                superseded.Add((write.Journal, before));
            }

            present[write.Journal] = write.Writer;
        }

        return violations;
    }
}
