using ActorNet.Chaos.Faults;
using ActorNet.Chaos.Observation;
using ActorNet.Histories.Recording;
using ActorNet.Testing;

namespace ActorNet.Chaos.Running;

/// <summary>Injects faults, heals them, and waits until all is well again. All of it is written down.</summary>
internal sealed class Injector(History history, Wellbeing wellbeing, Canary canary, Findings findings)
{
    /// <summary>Much longer than any outage should be after the last fault is healed, 45 s on an idle machine: others may be using it.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    /// <summary>A fault that lasts for some time, and its recovery.</summary>
    public Task DuringAsync(Fault fault, TimeSpan lasting) => DuringAsync([fault], () => Task.Delay(lasting));

    /// <summary>A fault that lasts for as long as something else, and its recovery.</summary>
    public Task DuringAsync(Fault fault, Func<Task> meanwhile) => DuringAsync([fault], meanwhile);

    /// <summary>Faults at the same time, and the recovery from all of them.</summary>
    public async Task DuringAsync(IReadOnlyList<Fault> faults, Func<Task> meanwhile)
    {
        var injected = new Stack<Fault>();
        try
        {
            foreach (var fault in faults)
            {
                Console.WriteLine($"    {fault}");
                history.Record(new FaultBegan(fault.Kind, fault.Target));
                injected.Push(fault);
                await fault.InjectAsync();
            }

            await meanwhile();
        }
        finally
        {
            foreach (var fault in injected)
            {
                await fault.HealAsync();
                history.Record(new FaultEnded(fault.Kind, fault.Target));
            }
        }

        await RecoverAsync(string.Join(" + ", faults.Select(fault => fault.Kind)));
    }

    /// <summary>Waits until all are served and all views are equal, and writes down how long it took.</summary>
    public async Task RecoverAsync(string from)
    {
        var beganNs = history.NowNs;
        var stalls = canary.Stalls;
        string? complaint = null;
        try
        {
            await Eventually.HoldsAsync("all well", async () => (complaint = await wellbeing.FindComplaintAsync(beganNs)) is null, Bound);
        }
        catch (TimeoutException)
        {
            findings.Add("recovery", $"{Bound.TotalSeconds} s after {from} not all is well: {complaint}");
            throw new NotRecoveredException($"{Bound.TotalSeconds} s after {from}: {complaint}");
        }

        var after = TimeSpan.FromTicks((history.NowNs - beganNs) / TimeSpan.NanosecondsPerTick);
        history.Record(new Recovered(from, after));
        findings.Recoveries.Add(new Recovery(from, after, IsNoisy: canary.Stalls > stalls));
        Console.WriteLine($"      all well after {after.TotalSeconds:0.0} s");
    }
}

/// <summary>The lab is ruined: it did not come back.</summary>
internal sealed class NotRecoveredException(string message) : Exception(message);
