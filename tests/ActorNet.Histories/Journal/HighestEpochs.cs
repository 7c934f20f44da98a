using ActorNet.Addressing;
using ActorNet.Allocation.Identity;

namespace ActorNet.Histories.Journal;

/// <summary>The highest epoch that any address of a prefix ever had.</summary>
/// <param name="lengths">The lengths of all prefixes that there will be.</param>
internal sealed class HighestEpochs(PrefixLengths lengths)
{
    private readonly Dictionary<Prefix, Epoch> at = [];

    /// <summary>Of a prefix or a part of it.</summary>
    private readonly Dictionary<Prefix, Epoch> within = [];

    public Epoch Of(Prefix prefix) => lengths.Around(prefix)
        .Select(around => at.GetValueOrDefault(around))
        .Aggregate(within.GetValueOrDefault(prefix), Epoch.Max);

    public void Raise(Prefix prefix, Epoch epoch)
    {
        at[prefix] = Epoch.Max(epoch, at.GetValueOrDefault(prefix));
        foreach (var around in lengths.Around(prefix))
        {
            within[around] = Epoch.Max(epoch, within.GetValueOrDefault(around));
        }
    }
}
