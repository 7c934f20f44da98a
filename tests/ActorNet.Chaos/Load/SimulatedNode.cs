using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Histories.Recording;

namespace ActorNet.Chaos.Load;

/// <summary>A node without a host: it believes in its lease by its own clock (safety.md rule 4), and asks anew when it lapsed.</summary>
internal sealed class SimulatedNode(string name, string pool, LeaseOperations operations, History history)
{
    private readonly SimulatedIdentity identity = new(name, pool);
    private Lease? latest;
    private long untilNs;

    public string Name => name;

    /// <summary>What it believes in at this moment.</summary>
    public Lease? Held { get; private set; }

    /// <summary>When the latest request was sent that was answered with a lease or its renewal; 0 for never.</summary>
    public long ServedAtNs { get; private set; }

    /// <summary>Gets a lease, or keeps the one that it has.</summary>
    public Task KeepAsync()
    {
        LapseIfOverdue();
        return Held is null ? AcquireAsync() : RenewAsync(Held);
    }

    /// <summary>Gives the lease back, if there is one.</summary>
    public async Task ReleaseAsync()
    {
        if (Held is { } lease)
        {
            End("released");
            await operations.ReleaseAsync(identity, lease);
        }
    }

    private async Task AcquireAsync()
    {
        var answer = await operations.AcquireAsync(identity, latest);
        if (answer is null || BelievedUntil(answer.SentAtNs, answer.Value) is var until && until <= history.NowNs)
        {
            return;
        }

        (Held, latest, untilNs, ServedAtNs) = (answer.Value, answer.Value, until, answer.SentAtNs);
        history.Record(new HoldBegan(name, name, Held.Epoch, [.. Held.Subnets.Select(Prefix.Parse)], untilNs));
    }

    private async Task RenewAsync(Lease lease)
    {
        var answer = await operations.RenewAsync(identity, lease);
        LapseIfOverdue();
        if (Held is null)
        {
            return;
        }

        if (answer is null)
        {
            End("refused");
            return;
        }

        ServedAtNs = answer.SentAtNs;
        if (BelievedUntil(answer.SentAtNs, lease) is var until && until > untilNs)
        {
            untilNs = until;
            history.Record(new HoldExtended(name, untilNs));
        }
    }

    private void LapseIfOverdue()
    {
        if (Held is not null && history.NowNs >= untilNs)
        {
            End("lapsed");
        }
    }

    private void End(string why)
    {
        history.Record(new HoldEnded(name, why));
        Held = null;
    }

    /// <summary>The time to live less the margin for clocks that drift: 2 % and 50 ms.</summary>
    private static long BelievedUntil(long sentAtNs, Lease lease)
    {
        var belief = (lease.TimeToLive.ToTimeSpan() * 0.98) - TimeSpan.FromMilliseconds(50);
        return sentAtNs + (belief.Ticks * TimeSpan.NanosecondsPerTick);
    }
}
