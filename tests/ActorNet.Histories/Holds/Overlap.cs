using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Holds;

/// <summary>
/// No two parties claim overlapping subnets at the same time (I1, S1), neither by what they believe nor by what their kernels use. One sweep over
/// the beginnings and ends of all claims.
/// </summary>
public static class Overlap
{
    /// <summary>All pairs that overlap; empty when none does.</summary>
    public static IReadOnlyList<string> Check(IReadOnlyList<HistoryEvent> history)
    {
        var holds = HoldReader.ReadBeliefs(history).Concat(HoldReader.ReadUse(history)).Where(hold => hold.EndedNs > hold.BeganNs).ToList();
        var steps = new List<Step>(holds.Count * 2);
        foreach (var hold in holds)
        {
            steps.Add(new Step(hold.BeganNs, IsBegin: true, hold));
            steps.Add(new Step(hold.EndedNs, IsBegin: false, hold));
        }

        steps.Sort();
        var violations = new List<string>();
        var occupied = new Occupancy<Hold>(new PrefixLengths(holds.SelectMany(hold => hold.Subnets)));
        foreach (var (_, isBegin, hold) in steps)
        {
            foreach (var subnet in hold.Subnets)
            {
                if (!isBegin)
                {
                    occupied.Remove(subnet, hold);
                    continue;
                }

                violations.AddRange(occupied.Overlapping(subnet).Where(other => other.Party != hold.Party).Select(other => $"{other} overlaps {hold}"));
                occupied.Add(subnet, hold);
            }
        }

        return [.. violations.Distinct()];
    }

    /// <summary>At the same moment ends come before beginnings: the end of a claim is not part of it.</summary>
    private readonly record struct Step(long AtNs, bool IsBegin, Hold Hold) : IComparable<Step>
    {
        public int CompareTo(Step other) => AtNs.CompareTo(other.AtNs) is var order and not 0 ? order : IsBegin.CompareTo(other.IsBegin);
    }
}
