using ActorNet.Agent.Clocks;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Leasing;

namespace ActorNet.Agent.Status;

/// <summary>Whether containers can be started on this node: it holds a lease for long enough, and the host, read back, is what the lease says.</summary>
internal static class Readiness
{
    private static readonly TimeSpan LongestNearness = TimeSpan.FromMinutes(5);

    /// <summary>What stands in the way; nothing: the node is ready.</summary>
    /// <param name="situation">The lease.</param>
    /// <param name="host">What the host was last found to be; null: it was not looked at yet.</param>
    /// <param name="docker">What Docker was last found to be.</param>
    /// <param name="now">The moment that is judged, by the boot clock.</param>
    public static IEnumerable<string> Obstacles(LeaseSituation situation, HostObservation? host, DockerSnapshot docker, Instant now)
    {
        if (!situation.Believes || situation.Lease is not { } lease || now >= situation.Deadline)
        {
            yield return $"the node holds no lease ({LeaseStatus.Of(situation).TrimEnd('.')})";
            yield break;
        }

        if (situation.Deadline - now < Nearness(lease.TimeToLive))
            yield return $"the lease ends in {Wording.Of(situation.Deadline - now)}, and no coordinator confirms it";
        if (situation.ConfiguredEpoch != lease.Epoch)
            yield return $"the host is not set up for {lease} yet";
        else if (host is { IsRight: false })
            yield return $"the host, read back, is not what {lease} says";
        if (docker.Change is { } change)
            yield return $"Docker is being changed to the lease's subnet ({change})";
        else if (docker.IsConflict)
            yield return $"CONFLICT: {docker.Problem}";
    }

    /// <summary>
    /// How near a deadline is too near. With all coordinators down nodes stay ready until then: taking them out of service at once would make
    /// an outage of the control plane one of the containers. Renewals in their usual time never come so near.
    /// </summary>
    private static TimeSpan Nearness(TimeSpan timeToLive) => timeToLive / 4 < LongestNearness ? timeToLive / 4 : LongestNearness;
}
