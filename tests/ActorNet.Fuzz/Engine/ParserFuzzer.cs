using System.Diagnostics;

namespace ActorNet.Fuzz.Engine;

/// <summary>Feeds a parser on all cores: it ends in a result or a documented exception, within a second, in memory in proportion to the input.</summary>
internal static class ParserFuzzer
{
    private const long MostBytes = 16L * 1024 * 1024;
    private const long MostBytesPerByte = 4096;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    /// <summary>Runs the inputs of the seeds from <paramref name="firstSeed"/> on.</summary>
    public static void Run(ParserTarget target, long firstSeed, long count, Findings findings)
    {
        var next = firstSeed - 1;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        void Work()
        {
            for (var seed = Interlocked.Increment(ref next); seed < firstSeed + count; seed = Interlocked.Increment(ref next))
            {
                var input = target.Make(seed);
                findings.CountInput();

                if (Try(target, seed, input) is { } finding)
                {
                    findings.Add(finding);
                }
            }
        }
    }

    /// <summary>Runs one input; null: nothing is wrong. A stall of the machine is no fault of the parser, and does not happen twice with the same input.</summary>
    public static Finding? Try(ParserTarget target, long seed, byte[] input) =>
        TryOnce(target, seed, input) is { } finding && (finding.Kind != FindingKind.Hang || TryOnce(target, seed, input) is not null) ? finding : null;

    private static Finding? TryOnce(ParserTarget target, long seed, byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var begin = Stopwatch.GetTimestamp();
        try
        {
            target.Run(input);
        }
        catch (Exception exception)
        {
            return new Finding(target.Name, seed, FindingKind.Crash, $"{exception.GetType().Name}: {exception.Message}\n{exception.StackTrace}", input);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > MostBytes + (input.Length * MostBytesPerByte))
        {
            return new Finding(target.Name, seed, FindingKind.Crash, $"{allocated} bytes were allocated for {input.Length}", input);
        }

        return Stopwatch.GetElapsedTime(begin) is var elapsed && elapsed > MostTime
            ? new Finding(target.Name, seed, FindingKind.Hang, $"it took {elapsed}", input)
            : null;
    }
}
