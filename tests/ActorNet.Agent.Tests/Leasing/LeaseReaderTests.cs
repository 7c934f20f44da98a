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
        { "the pool", response => response.Pool.Cidrs[0] = "nonsense" },
        { "the pool", response => response.Pool.Ipv4Network = "nonsense" },
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
