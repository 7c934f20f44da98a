using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Holds;

/// <summary>Makes intervals of what was written down moment by moment.</summary>
internal static class HoldReader
{
    /// <summary>Two looks further apart than this say nothing of the time between them: no subnet changes hands twice in so short a time.</summary>
    private const long LongestBetweenLooksNs = 1_000_000_000;

    /// <summary>What was believed. A belief that is extended after it lapsed is two: in between somebody else may have believed.</summary>
    public static IEnumerable<Hold> ReadBeliefs(IReadOnlyList<HistoryEvent> history)
    {
        var open = new Dictionary<string, Hold>();
        foreach (var change in history)
        {
            switch (change)
            {
                case HoldBegan began:
                    if (Close(open, began.Holder, began.AtNs) is { } before)
                    {
                        yield return before;
                    }

                    open[began.Holder] = new Hold(began.Holder, began.Node, began.Epoch, began.Subnets, began.AtNs, began.UntilNs);
                    break;
                case HoldExtended extended when open.TryGetValue(extended.Holder, out var hold):
                    if (hold.EndedNs < extended.AtNs)
                    {
                        yield return hold;
                        hold = hold with { BeganNs = extended.AtNs };
                    }

                    open[extended.Holder] = hold with { EndedNs = extended.UntilNs };
                    break;
                case HoldEnded ended when Close(open, ended.Holder, ended.AtNs) is { } hold:
                    yield return hold;
                    break;
            }
        }

        foreach (var hold in open.Values)
        {
            yield return hold;
        }
    }

    /// <summary>What kernels used: from the first look that found it to the last one in a row.</summary>
    public static IEnumerable<Hold> ReadUse(IReadOnlyList<HistoryEvent> history)
    {
        var open = new Dictionary<string, Hold>();
        foreach (var look in history.OfType<Observed>())
        {
            if (open.TryGetValue(look.Host, out var hold))
            {
                if (look.AtNs - hold.EndedNs <= LongestBetweenLooksNs && look.Epoch == hold.Epoch && look.Subnets.SequenceEqual(hold.Subnets))
                {
                    open[look.Host] = hold with { EndedNs = look.AtNs + 1 };
                    continue;
                }

                yield return hold;
                open.Remove(look.Host);
            }

            if (look.Subnets.Count > 0)
            {
                open[look.Host] = new Hold(look.Host, string.Empty, look.Epoch, look.Subnets, look.AtNs, look.AtNs + 1);
            }
        }

        foreach (var hold in open.Values)
        {
            yield return hold;
        }
    }

    private static Hold? Close(Dictionary<string, Hold> open, string holder, long atNs) =>
        open.Remove(holder, out var hold) ? hold with { EndedNs = Math.Min(hold.EndedNs, atNs) } : null;
}
