using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Packets;

/// <summary>A fault, from before it was injected until after it was healed.</summary>
/// <param name="Name">What kind.</param>
/// <param name="Target">What it was done to.</param>
/// <param name="BeganNs">From when.</param>
/// <param name="EndedNs">Until when; open where it was never healed.</param>
public sealed record FaultWindow(string Name, string Target, long BeganNs, long EndedNs)
{
    /// <summary>All faults of a history, in the order in which they began.</summary>
    public static IReadOnlyList<FaultWindow> Read(IReadOnlyList<HistoryEvent> history)
    {
        var windows = new List<FaultWindow>();
        foreach (var change in history)
        {
            switch (change)
            {
                case FaultBegan began:
                    windows.Add(new FaultWindow(began.Name, began.Target, began.AtNs, long.MaxValue));
                    break;
                case FaultEnded ended:
                    var index = windows.FindIndex(window => window.EndedNs == long.MaxValue && (window.Name, window.Target) == (ended.Name, ended.Target));
                    windows[index] = windows[index] with { EndedNs = ended.AtNs };
                    break;
            }
        }

        return windows;
    }
}
