namespace ActorNet.Coordinator.Audit;

/// <summary>What the continuous audit found in its last round. One writer; readers of any thread see whole rounds.</summary>
internal sealed partial class FindingLog(ILogger<FindingLog> logger)
{
    /// <summary>What says what a finding is about, so that it is known again when numbers in it have changed.</summary>
    private static readonly string[] Subjects =
        ["pool", "node", "shard", "replica", "subnet", "block", "journal", "other_pool", "other_node", "other_subnet", "other_block"];

    private Dictionary<string, Finding> known = new(StringComparer.Ordinal);
    private volatile Round last = new([], []);

    /// <summary>The last round; an empty one before the first.</summary>
    public Round Last => last;

    /// <summary>Takes a round in, and logs what turned up and what is over.</summary>
    public void Take(IReadOnlyCollection<CheckResult> results)
    {
        var findings = results.SelectMany(result => result.Findings).ToList();
        var present = new Dictionary<string, Finding>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            present.TryAdd(KeyOf(finding), finding);
        }

        foreach (var (key, finding) in present)
        {
            if (!known.ContainsKey(key))
            {
                Log.Found(logger, finding.Code, finding.Message, finding.Proposal);
            }
        }

        // What was not looked at this time is not over.
        var unknowns = results.SelectMany(result => result.Unknowns).ToList();
        foreach (var (key, finding) in known.Where(before => !present.ContainsKey(before.Key)).ToList())
        {
            if (unknowns.Count == 0)
            {
                Log.Over(logger, finding.Code, finding.Message);
            }
            else
            {
                present[key] = finding;
            }
        }

        known = present;
        last = new Round(findings, unknowns);
    }

    private static string KeyOf(Finding finding) =>
        string.Join(' ', Subjects.Select(name => finding.Metadata.GetValueOrDefault(name, "-")).Prepend(finding.Code));

    /// <summary>What one round found.</summary>
    internal sealed record Round(IReadOnlyList<Finding> Findings, IReadOnlyList<Finding> Unknowns);

    private static partial class Log
    {
        [LoggerMessage(EventId = 220, Level = LogLevel.Error, Message = "Audit: {Code}: {Finding}. Proposal: {Proposal}")]
        public static partial void Found(ILogger logger, string code, string finding, string proposal);

        [LoggerMessage(EventId = 221, Level = LogLevel.Information, Message = "Audit: {Code} is over: {Finding}")]
        public static partial void Over(ILogger logger, string code, string finding);
    }
}
