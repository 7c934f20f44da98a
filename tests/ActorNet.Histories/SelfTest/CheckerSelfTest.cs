namespace ActorNet.Histories.SelfTest;

/// <summary>
/// Feeds every checker a good history and corrupted ones. A run of real processes begins with it: checkers that find nothing in a corrupted history would
/// prove nothing.
/// </summary>
public static class CheckerSelfTest
{
    /// <summary>All cases.</summary>
    public static IEnumerable<SelfTestCase> Cases => [.. HistoryCases.All, .. JournalCases.All, .. WatchCases.All];

    /// <summary>Runs all cases.</summary>
    /// <exception cref="InvalidOperationException">A checker is blind, or sees ghosts; the message says which, and what it was shown.</exception>
    public static void Run()
    {
        string[] faults = [.. Cases.Select(one => one.FindFault()).OfType<string>()];
        if (faults.Length > 0)
        {
            throw new InvalidOperationException(string.Join('\n', faults));
        }
    }
}
