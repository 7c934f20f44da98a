using System.Security.Cryptography;
using ActorNet.Addressing;
using ActorNet.Contracts.V1;
using ActorNet.Histories.Recording;
using Google.Protobuf;

namespace ActorNet.Integration.Cluster;

/// <summary>A node without a host, which believes in its lease by its own clock, as an agent would (safety.md rule 4).</summary>
internal sealed class LoadingNode(string name, RecordedCalls calls, History history)
{
    private readonly ByteString instance = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));
    private Lease? lease;
    private long untilNs;

    /// <summary>When the request was sent that was answered last; 0 before the first one.</summary>
    public long ServedAtNs { get; private set; }

    /// <summary>False: it was refused.</summary>
    public async Task<bool> AcquireAsync()
    {
        if (await calls.AcquireAsync(name, instance) is not var (granted, sentAtNs))
        {
            return false;
        }

        (lease, ServedAtNs) = (granted, sentAtNs);
        untilNs = BelievedUntil(sentAtNs);
        history.Record(new HoldBegan(name, name, granted.Epoch, [.. granted.Subnets.Select(Prefix.Parse)], untilNs));
        return true;
    }

    /// <summary>False: it was refused, or the lease had lapsed.</summary>
    public async Task<bool> RenewAsync()
    {
        var answer = await calls.RenewAsync(lease!, instance);
        if (answer is not var (_, sentAtNs) || history.NowNs > untilNs)
        {
            history.Record(new HoldEnded(name, answer is null ? "refused" : "lapsed"));
            return false;
        }

        ServedAtNs = sentAtNs;
        untilNs = Math.Max(untilNs, BelievedUntil(sentAtNs));
        history.Record(new HoldExtended(name, untilNs));
        return true;
    }

    public Task ReleaseAsync()
    {
        history.Record(new HoldEnded(name, "released"));
        return calls.ReleaseAsync(lease!, instance);
    }

    /// <summary>The time to live less the margin for clocks that drift: 2 % and 50 ms.</summary>
    private long BelievedUntil(long sentAtNs)
    {
        var belief = (lease!.TimeToLive.ToTimeSpan() * 0.98) - TimeSpan.FromMilliseconds(50);
        return sentAtNs + (belief.Ticks * TimeSpan.NanosecondsPerTick);
    }
}
