using System.Collections.Concurrent;
using System.Text.Json;

namespace ActorNet.Fuzz.Engine;

/// <summary>What a run has come to.</summary>
internal sealed class Findings
{
    /// <summary>Inputs that end in the same way say nothing new.</summary>
    private const int ShownOfOneKind = 3;

    private readonly ConcurrentQueue<Finding> all = new();
    private readonly ConcurrentDictionary<string, int> known = new();
    private long inputs;

    public IReadOnlyCollection<Finding> All => all;

    public long Inputs => Interlocked.Read(ref inputs);

    public void CountInput() => Interlocked.Increment(ref inputs);

    public void Add(Finding finding)
    {
        all.Enqueue(finding);
        var signature = $"{finding.Target} {finding.What.Split('\n')[0].Split('\'')[0]}";
        if (known.AddOrUpdate(signature, 1, (_, count) => count + 1) <= ShownOfOneKind)
        {
            Console.Error.WriteLine(finding);
        }
    }

    /// <summary>One JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        inputs = Inputs,
        crashes = all.Count(finding => finding.Kind == FindingKind.Crash),
        hangs = all.Count(finding => finding.Kind == FindingKind.Hang),
    });
}
