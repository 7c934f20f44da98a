using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Contracts.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Agent.Tests.Leasing;

public sealed class LeaseReaderTests
{
    private static readonly NodeId Node = NodeId.TryParse("n1", out var id) ? id : default;

    [Fact]
    public void A_grant_is_read()
    {
        Assert.True(LeaseReader.TryRead(Grant(), Node, out var lease, out var token, out _));

        Assert.Equal("10.244.1.0/24 (pool default, epoch 3)", lease.ToString());
        Assert.Equal(TimeSpan.FromHours(24), lease.TimeToLive);
        Assert.Equal("10.244.0.0/16", lease.Network.Single().ToString());
        Assert.NotNull(token);
    }

    [Fact]
    public void A_pool_may_name_the_network_that_it_is_a_part_of()
    {
        var response = Grant();
        response.Pool.Ipv4Network = "10.0.0.0/8";

        Assert.True(LeaseReader.TryRead(response, Node, out var lease, out _, out _));

        Assert.Equal("10.0.0.0/8", lease.WholeNetworks.Single().ToString());
        Assert.Equal("10.244.0.0/16", lease.Network.Single().ToString());
    }

    [Fact]
    public void A_node_that_moves_has_what_it_goes_to_and_what_it_leaves()
    {
        var response = Grant();
        response.Lease.Subnets.Add(["10.244.9.0/24", "fd00:0:0:1::/64", "fd00:0:0:9::/64"]);
        response.Lease.Leaving.Add(["10.244.9.0/24", "fd00:0:0:9::/64"]);
        response.Pool.Cidrs.Add("fd00::/48");
        response.Pool.MoveWindow = Duration.FromTimeSpan(TimeSpan.FromSeconds(90));

        Assert.True(LeaseReader.TryRead(response, Node, out var lease, out _, out _));

        Assert.Equal("10.244.1.0/24, fd00:0:0:1::/64 (pool default, epoch 3, leaving 10.244.9.0/24, fd00:0:0:9::/64)", lease.ToString());
        Assert.Equal(4, lease.Subnets.Length);
        Assert.Equal(TimeSpan.FromSeconds(90), lease.MoveWindow);
    }

    [Fact]
    public void A_node_may_have_four_of_a_family_besides_what_it_leaves()
    {
        var response = Grant();
        response.Lease.Subnets.Add(["10.244.2.0/24", "10.244.3.0/24", "10.244.4.0/24", "10.244.5.0/24"]);
        response.Lease.Leaving.Add("10.244.5.0/24");

        Assert.True(LeaseReader.TryRead(response, Node, out var lease, out _, out _));

        Assert.Equal(4, lease.Staying.Count());
        Assert.Equal("10.244.1.0/24", Assert.Single(lease.Firsts).ToString());
    }

    [Fact]
    public void A_pool_without_a_move_window_has_ten_minutes_and_none_is_a_window_too()
    {
        var response = Grant();
        Assert.True(LeaseReader.TryRead(response, Node, out var lease, out _, out _));
        Assert.Equal(TimeSpan.FromMinutes(10), lease.MoveWindow);

        response.Pool.MoveWindow = new Duration();
        Assert.True(LeaseReader.TryRead(response, Node, out lease, out _, out _));
        Assert.Equal(TimeSpan.Zero, lease.MoveWindow);
    }

    public static TheoryData<string, Action<AcquireLeaseResponse>> Faults => new()
    {
        { "missing", response => response.Lease = null },
        { "missing", response => response.Pool = null },
        { "for node", response => response.Lease.NodeId = "n2" },
        { "epoch", response => response.Lease.Epoch = 0 },
        { "host bits", response => response.Lease.Subnets[0] = "10.244.1.1/24" },
        { "no subnet", response => response.Lease.Subnets.Clear() },
        { "not inside the pool", response => response.Lease.Subnets[0] = "10.99.0.0/24" },
        { "token", response => response.Token = ByteString.Empty },
        { "time to live", response => response.Lease.TimeToLive = null },
        { "time to live", response => response.Lease.TimeToLive = Duration.FromTimeSpan(TimeSpan.FromSeconds(4.9)) },
        { "time to live", response => response.Lease.TimeToLive = new Duration { Seconds = long.MaxValue } },
        { "overlaps", response => response.Lease.Subnets.Add("10.244.1.128/25") },
        { "more than 32", response => response.Lease.Subnets.Add(Enumerable.Range(2, 32).Select(number => $"10.244.{number}.0/24")) },
        { "all but the first, or the first 4, have to be left", response => response.Lease.Subnets.Add(["10.244.2.0/24", "10.244.3.0/24", "10.244.4.0/24", "10.244.5.0/24"]) },
        { "all but the first, or the first 4, have to be left", response => response.Lease.Leaving.Add("10.244.1.0/24") },
        { "all but the first, or the first 4, have to be left", response => { response.Lease.Subnets.Add(["10.244.2.0/24", "10.244.3.0/24"]); response.Lease.Leaving.Add("10.244.2.0/24"); } },
        { "all but the first, or the first 4, have to be left", response => { response.Lease.Subnets.Add("10.244.2.0/24"); response.Lease.Leaving.Add("10.244.1.0/24"); } },
        { "none of its subnets", response => response.Lease.Leaving.Add("10.244.2.0/24") },
        { "what it is leaving", response => response.Lease.Leaving.Add("nonsense") },
        { "the move window", response => response.Pool.MoveWindow = new Duration { Seconds = -1 } },
        { "the move window", response => response.Pool.MoveWindow = new Duration { Seconds = long.MaxValue } },
        { "the pool", response => response.Pool.Cidrs[0] = "nonsense" },
        { "the pool", response => response.Pool.Ipv4Network = "nonsense" },
        { "the pool: 0.0.0.0/0 touches", response => response.Pool.Ipv4Network = "0.0.0.0/0" },
        { "the pool: 0.0.0.0/0 touches", response => response.Pool.Cidrs.Add("0.0.0.0/0") },
        { "more than 64", response => response.Pool.Cidrs.Add(Enumerable.Range(0, 64).Select(number => $"10.{number}.0.0/16")) },
        { "of pool", response => response.Pool.Name = "other" },
        { "of pool", response => (response.Pool.Name, response.Lease.Pool) = ("a\nb", "a\nb") },
        { "of pool", response => (response.Pool.Name, response.Lease.Pool) = ("", "") },
        { "epoch", response => response.Lease.Epoch = (1L << 62) + 1 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_grant_that_cannot_be_believed_is_refused(string fault, Action<AcquireLeaseResponse> spoil)
    {
        var response = Grant();
        spoil(response);

        Assert.False(LeaseReader.TryRead(response, Node, out _, out _, out var found));
        Assert.Contains(fault, found);
    }

    private static AcquireLeaseResponse Grant() => new()
    {
        Lease = new Lease { Pool = "default", NodeId = "n1", Epoch = 3, Subnets = { "10.244.1.0/24" }, TimeToLive = Duration.FromTimeSpan(TimeSpan.FromHours(24)) },
        Pool = new Pool { Name = "default", Cidrs = { "10.244.0.0/16" } },
        Token = ByteString.CopyFrom(new byte[16]),
    };
}
