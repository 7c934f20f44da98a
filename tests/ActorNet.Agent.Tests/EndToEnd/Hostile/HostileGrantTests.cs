using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Agent.Tests.EndToEnd.Hostile;

/// <summary>A coordinator that grants what would harm the host, or makes no sense.</summary>
public sealed class HostileGrantTests : SingleNodeLab
{
    private const string Default = "default via 10.77.0.254 dev eth0";

    public static TheoryData<string, Action<AcquireLeaseResponse>[]> Grants => new()
    {
        {
            ", over which this node reaches the others",
            [
                grant => Give(grant, "10.77.0.0/24", "10.77.0.0/16"),
                grant => Give(grant, "10.77.0.0/16", "10.77.0.0/16"),
                grant => Give(grant, "10.77.0.254/32", "10.77.0.0/16"),
                grant => Give(grant, "8.0.0.0/6", "8.0.0.0/6"),
            ]
        },
        { "touches the loopback range", [grant => Give(grant, "127.0.0.0/8", "127.0.0.0/8"), grant => Give(grant, "64.0.0.0/2", "64.0.0.0/2")] },
        { "touches the 'this network' range", [grant => Give(grant, "0.0.0.0/0", "0.0.0.0/0"), grant => grant.Pool.Cidrs.Add("0.0.0.0/0")] },
        { "touches the multicast range", [grant => Give(grant, "224.0.0.0/24", "224.0.0.0/4"), grant => grant.Lease.Subnets.Add("ff02::/64")] },
        { "touches the link-local range", [grant => Give(grant, "169.254.0.0/24", "169.254.0.0/16"), grant => grant.Lease.Subnets.Add("fe80::/64")] },
        { "has host bits set", [grant => Give(grant, "10.244.1.1/24", "10.244.0.0/16"), grant => grant.Pool.Cidrs[0] = "10.244.0.1/16"] },
        { "length", [grant => Give(grant, "10.244.1.0/33", "10.244.0.0/16"), grant => Give(grant, "10.244.1.0", "10.244.0.0/16")] },
        { "not inside the pool", [grant => grant.Pool.Cidrs.Clear(), grant => grant.Pool.Cidrs[0] = "10.244.1.0/25"] },
        { "more than 64", [grant => grant.Pool.Cidrs.Add(Enumerable.Range(0, 10_000).Select(number => $"11.{number / 256}.{number % 256}.0/24"))] },
        { "epoch", [grant => grant.Lease.Epoch = 0, grant => grant.Lease.Epoch = -1, grant => grant.Lease.Epoch = long.MaxValue] },
        {
            "time to live",
            [
                grant => grant.Lease.TimeToLive = null,
                grant => grant.Lease.TimeToLive = new Duration(),
                grant => grant.Lease.TimeToLive = new Duration { Seconds = -60 },
                grant => grant.Lease.TimeToLive = new Duration { Seconds = 60, Nanos = -5 },
                grant => grant.Lease.TimeToLive = new Duration { Seconds = 10_000L * 366 * 24 * 3600 },
                grant => grant.Lease.TimeToLive = new Duration { Seconds = long.MinValue, Nanos = int.MaxValue },
            ]
        },
        { "node id", [grant => grant.Lease.NodeId = "", grant => grant.Lease.NodeId = "n1\nREADY=1", grant => grant.Lease.NodeId = new string('n', 1 << 20)] },
        { "for node 'n9'", [grant => grant.Lease.NodeId = "n9"] },
        { "of pool", [grant => (grant.Lease.Pool, grant.Pool.Name) = ("a\nSTATUS=b", "a\nSTATUS=b"), grant => grant.Lease.Pool = "other", grant => (grant.Lease.Pool, grant.Pool.Name) = ("", "")] },
        { "missing", [grant => grant.Lease = null, grant => grant.Pool = null] },
        { "token", [grant => grant.Token = ByteString.Empty, grant => grant.Token = ByteString.CopyFrom(new byte[1 << 20])] },
        { "move window", [grant => grant.Pool.MoveWindow = new Duration { Seconds = -1 }] },
    };

    [Theory]
    [MemberData(nameof(Grants))]
    public async Task What_cannot_be_granted_is_named_and_changes_nothing_and_the_next_grant_is_taken(string fault, Action<AcquireLeaseResponse>[] spoilers)
    {
        Node.Host.Ip($"route add {Default}");
        var before = HostPicture.Of(Node.Host);
        var next = 0;
        Leases.SpoilGrant = grant => spoilers[Math.Min(next++, spoilers.Length - 1)](grant);
        Node.Start();

        await Eventually.IsTrue(() => next > spoilers.Length && Node.Log.Contains(fault, StringComparison.Ordinal), $"all of them were sent, and named: {fault}", () => Node.Log);
        await Node.SaysAsync("No lease was given: ");
        Assert.Equal(before, HostPicture.Of(Node.Host));
        HostileLog.IsSound(Node.Log);

        Leases.SpoilGrant = null;
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);
        Assert.Equal(0, await Node.Process.StopAsync());
    }

    [Fact]
    public async Task A_lease_that_is_held_is_not_lost_to_grants_that_make_no_sense()
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(20);
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);

        // For ever it has to move, and what it is given to move to cannot be.
        var sent = 0;
        Leases.SpoilGrant = grant =>
        {
            sent++;
            Give(grant, "10.77.0.0/24", "10.0.0.0/8");
            grant.Lease.Epoch += 100;
        };
        Leases.SpoilRenewal = answer =>
        {
            answer.Renewal.MustMove = true;
            answer.Renewal.PoolVersion = long.MaxValue;
            return [answer];
        };

        await Eventually.IsTrue(() => sent > 2, "it asks where to move", () => Node.Log);
        var renewals = Leases.Renewals.Count;
        await Eventually.IsTrue(() => Leases.Renewals.Count > renewals + 1, "the lease is renewed", () => Node.Log);
        await Node.LetsPassAsync("10.244.1.0/24");
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
        Assert.Equal([PeerRoute], Node.Host.Routes());
        await Node.SaysAsync("covers 10.77.0.0/24");
        Assert.DoesNotContain("lapsed", Node.Log);
    }

    [Fact]
    public async Task An_error_can_say_what_it_likes()
    {
        Leases.AcquireMessage = $"no\nREADY=1\u001b]0;owned\u0007\u202e{new string('x', 1 << 12)}";
        Leases.AcquireError = (ErrorReason)4711;
        using var systemd = new NotifySocket();
        Node.Environment.AddRange(systemd.Environment(watchdogSeconds: 60));
        Node.Start();

        await Eventually.IsTrue(() => Leases.Acquires.Count > 2, "it goes on asking", () => Node.Log);
        await Node.SaysAsync("No lease was given: ");
        Assert.DoesNotContain(systemd.Said, state => state.Contains("READY=1", StringComparison.Ordinal));
        HostileLog.IsSound(Node.Log);

        Leases.AcquireError = null;
        await Node.HoldsAsync("10.244.1.1/24");
    }

    private static void Give(AcquireLeaseResponse grant, string subnet, string pool)
    {
        grant.Lease.Subnets.Clear();
        grant.Lease.Subnets.Add(subnet);
        grant.Pool.Cidrs.Clear();
        grant.Pool.Cidrs.Add(pool);
    }
}
