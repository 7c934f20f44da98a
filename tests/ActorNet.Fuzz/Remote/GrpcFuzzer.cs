using System.Collections.Concurrent;
using System.Diagnostics;
using ActorNet.Fuzz.Engine;
using Grpc.Core;

namespace ActorNet.Fuzz.Remote;

/// <summary>Calls every method of a running coordinator with what no honest client would send, and looks in between whether it is well.</summary>
internal static class GrpcFuzzer
{
    public const string Name = "grpc";

    private const int AtOnce = 16;
    private const int CallsBetweenLooks = 500;
    private const int Attempts = 3;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    /// <summary>Makes the calls of the seeds from <paramref name="firstSeed"/> on.</summary>
    public static async Task RunAsync(FuzzedCoordinator coordinator, long firstSeed, long count, Findings findings, CancellationToken cancellation)
    {
        using var caller = new GrpcCaller(coordinator.Address);
        var answers = new ConcurrentDictionary<StatusCode, int>();
        for (var first = firstSeed; first < firstSeed + count; first += CallsBetweenLooks)
        {
            var seeds = Enumerable.Range(0, (int)Math.Min(CallsBetweenLooks, firstSeed + count - first)).Select(offset => first + offset);
            await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (seed, _) => await CallAsync(caller, seed, findings, answers));
            if (await coordinator.FindFaultAsync() is { } fault)
            {
                findings.Add(new Finding(Name, first, FindingKind.Hang, $"after the {CallsBetweenLooks} calls from this seed on: {fault}", []));
                return;
            }
        }

        Console.WriteLine($"The calls were answered with {string.Join(", ", answers.OrderByDescending(answer => answer.Value).Select(answer => $"{answer.Key} {answer.Value}"))}.");
        foreach (var line in coordinator.LoggedFaults)
        {
            findings.Add(new Finding(Name, firstSeed, FindingKind.Crash, $"the coordinator logged {line}", []));
        }
    }

    private static async Task CallAsync(GrpcCaller caller, long seed, Findings findings, ConcurrentDictionary<StatusCode, int> answers)
    {
        var call = GrpcCall.Make(seed);
        findings.CountInput();

        // What takes too long among others, but not each time, has waited for them.
        Finding? finding = null;
        for (var attempt = 0; attempt < Attempts && (attempt == 0 || finding is { Kind: FindingKind.Hang }); attempt++)
        {
            finding = await TryAsync(caller, seed, call, answers);
        }

        if (finding is not null)
        {
            findings.Add(finding);
        }
    }

    private static async Task<Finding?> TryAsync(GrpcCaller caller, long seed, GrpcCall call, ConcurrentDictionary<StatusCode, int> answers)
    {
        var begin = Stopwatch.GetTimestamp();
        try
        {
            var answer = await caller.CallAsync(call);
            if (answer.Status is { } status)
            {
                answers.AddOrUpdate(status, 1, (_, count) => count + 1);
            }

            return !answer.IsRightFor(call) ? new Finding(Name, seed, FindingKind.Crash, $"{call}: {answer.Note}", call.Body)
                : Stopwatch.GetElapsedTime(begin) > Bound ? new Finding(Name, seed, FindingKind.Hang, $"{call} took {Stopwatch.GetElapsedTime(begin)}: {answer.Note}", call.Body)
                : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new Finding(Name, seed, FindingKind.Crash, $"{call}: {failure.Message} {failure.InnerException?.Message}", call.Body);
        }
        catch (OperationCanceledException)
        {
            return new Finding(Name, seed, FindingKind.Hang, $"{call}: no answer for {Stopwatch.GetElapsedTime(begin)}", call.Body);
        }
    }
}
