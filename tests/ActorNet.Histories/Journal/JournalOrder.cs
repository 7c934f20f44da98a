namespace ActorNet.Histories.Journal;

/// <summary>Each journal has every number from 1 on, once and in the order of revisions, under keys that were created and never written again (I4).</summary>
public static class JournalOrder
{
    /// <summary>All gaps, repeats, reorderings and changes.</summary>
    public static IReadOnlyList<string> Check(JournalContents journal)
    {
        var violations = new List<string>(journal.Damage);
        var last = new Dictionary<string, long>();
        foreach (var write in journal.Writes)
        {
            if (write.Version != 1)
            {
                violations.Add($"{write} was written {write.Version} times");
            }

            foreach (var (number, _) in write.Events)
            {
                var expected = last.GetValueOrDefault(write.Journal) + 1;
                if (number != expected)
                {
                    violations.Add($"{write} has number {number} where {expected} is next");
                }

                last[write.Journal] = number;
            }

            if (write.Events.IsEmpty || write.Events[^1].Number != write.KeyNumber)
            {
                violations.Add($"{write} does not end with the number of its key");
            }
        }

        return violations;
    }
}
