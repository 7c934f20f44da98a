using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;

namespace ActorNet.Coordinator.Tests.Leases;

public sealed class InvalidLeaseRequestsTests(RunningCoordinator coordinator)
{
    private static readonly string Long = new('x', 300);

    private readonly CoordinatorClient client = coordinator.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, Action<AcquireLeaseRequest>> BadAcquires => new()
    {
        { "pool", request => request.Pool = "No-Pool" },
        { "node_id", request => request.NodeId = string.Empty },
        { "node_id", request => request.NodeId = "UPPER" },
        { "node_id", request => request.NodeId = "-begins-with-hyphen" },
        { "node_id", request => request.NodeId = new string('n', 64) },
        { "node_id", request => request.NodeId = "with\nnewline" },
        { "instance", request => request.Instance = ByteString.Empty },
        { "instance", request => request.Instance = ByteString.CopyFrom(new byte[15]) },
        { "token", request => request.Token = ByteString.CopyFrom(new byte[17]) },
        { "burnt_epoch", request => request.BurntEpoch = -1 },
        { "burnt_epoch", request => request.BurntEpoch = (1L << 62) + 1 },
        { "preferred_subnets[1]", request => request.PreferredSubnets.Add(["10.244.1.0/24", "10.244.1.1/24"]) },
        { "preferred_subnets[0]", request => request.PreferredSubnets.Add("2001:DB8::/64") },
        { "preferred_subnets", request => request.PreferredSubnets.Add(Enumerable.Repeat("10.244.1.0/24", 17)) },
        { "ipv4_prefix_length", request => request.Ipv4PrefixLength = 25 },
        { "ipv4_prefix_length", request => request.Ipv4PrefixLength = -1 },
        { "ipv6_prefix_length", request => request.Ipv6PrefixLength = 64 },
        { "ipv4_prefix_length", request => (request.Ipv4PrefixLength, request.MostSubnets) = (22, 3) },
        { "most_subnets", request => request.MostSubnets = 5 },
        { "most_subnets", request => request.MostSubnets = -1 },
        { "ipv4_longest_prefix_length", request => request.Ipv4LongestPrefixLength = 25 },
        { "ipv4_longest_prefix_length", request => request.Ipv4LongestPrefixLength = 23 },
        { "ipv4_longest_prefix_length", request => request.Ipv4LongestPrefixLength = -1 },
        { "ipv6_longest_prefix_length", request => request.Ipv6LongestPrefixLength = 64 },
        { "attributes.public_ipv4", request => request.Attributes = new NodeAttributes { PublicIpv4 = "192.0.2.07" } },
        { "attributes.public_ipv4", request => request.Attributes = new NodeAttributes { PublicIpv4 = "224.0.0.1" } },
        { "attributes.public_ipv4", request => request.Attributes = new NodeAttributes { PublicIpv4 = "2001:db8::1" } },
        { "attributes.public_ipv6", request => request.Attributes = new NodeAttributes { PublicIpv6 = "fe80::1%eth0" } },
        { "attributes.public_ipv6", request => request.Attributes = new NodeAttributes { PublicIpv6 = "ff02::1" } },
        { "attributes.public_ipv6", request => request.Attributes = new NodeAttributes { PublicIpv6 = "::" } },
        { "attributes.backend_type", request => request.Attributes = new NodeAttributes { BackendType = (BackendType)9 } },
        { "attributes.vxlan", request => request.Attributes = new NodeAttributes { BackendType = BackendType.Vxlan } },
        { "attributes.vxlan", request => request.Attributes = new NodeAttributes { Vxlan = new VxlanEndpoint { Vni = 1, VtepMac = "02:00:00:00:00:01" } } },
        { "attributes.vxlan.vni", request => request.Attributes = Vxlan(vni: 0) },
        { "attributes.vxlan.vni", request => request.Attributes = Vxlan(vni: 1 << 24) },
        { "attributes.vxlan.port", request => request.Attributes = Vxlan(port: 65536) },
        { "attributes.vxlan.vtep_mac", request => request.Attributes = Vxlan(mac: string.Empty) },
        { "attributes.vxlan.vtep_mac", request => request.Attributes = Vxlan(mac: "02:00:0A:F4:01:00") },
        { "attributes.vxlan.vtep_mac", request => request.Attributes = Vxlan(mac: "01:00:5e:00:00:01") },
        { "attributes.vxlan.vtep_mac", request => request.Attributes = Vxlan(mac: "00:00:00:00:00:00") },
        { "attributes.vxlan.vtep_mac_v6", request => request.Attributes = Vxlan(macV6: "02-00-00-00-00-01") },
        { "attributes.labels['a b']", request => request.Attributes = new NodeAttributes { Labels = { ["a b"] = "v" } } },
        { "attributes.labels['k']", request => request.Attributes = new NodeAttributes { Labels = { ["k"] = Long } } },
        { "attributes.labels['k']", request => request.Attributes = new NodeAttributes { Labels = { ["k"] = "bell\a" } } },
        { "attributes.labels", request => request.Attributes = Labels(65) },
        { "attributes_version", request => request.AttributesVersion = -1 },
        { "request_id", request => request.RequestId = new string('r', 64) },
        { "request_id", request => request.RequestId = "ü" },
    };

    public static TheoryData<string, Action<RenewLeaseRequest>> BadRenewals => new()
    {
        { "pool", request => request.Pool = "." },
        { "node_id", request => request.NodeId = string.Empty },
        { "instance", request => request.Instance = ByteString.Empty },
        { "epoch", request => request.Epoch = 0 },
    };

    public static TheoryData<string, Action<ReleaseLeaseRequest>> BadReleases => new()
    {
        { "pool", request => request.Pool = "." },
        { "node_id", request => request.NodeId = string.Empty },
        { "epoch", request => request.Epoch = -1 },
        { "instance", request => request.Instance = ByteString.CopyFrom(1) },
        { "node_is_down", request => request.NodeIsDown = true },
        { "reason", request => request.Reason = Long },
        { "reason", request => request.Reason = "two\nlines" },
        { "request_id", request => request.RequestId = "tab\t" },
    };

    [Theory]
    [MemberData(nameof(BadAcquires), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_field_of_AcquireLease_is_named_and_nothing_is_granted(string field, Action<AcquireLeaseRequest> spoil)
    {
        var request = new AcquireLeaseRequest { NodeId = "invalid-acquire", Instance = CoordinatorClient.NewInstance() };
        spoil(request);

        await Refused.FieldsAsync([field], async () => await client.Leases.AcquireLeaseAsync(request, cancellationToken: Cancellation));
        await Refused.WithAsync(ErrorReason.LeaseNotFound, () => client.GetAsync("default", "invalid-acquire"));
    }

    [Theory]
    [MemberData(nameof(BadRenewals), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_field_of_RenewLease_is_named(string field, Action<RenewLeaseRequest> spoil)
    {
        var request = new RenewLeaseRequest { NodeId = "node", Instance = CoordinatorClient.NewInstance(), Epoch = 1 };
        spoil(request);

        await Refused.FieldsAsync([field], async () => await client.Leases.RenewLeaseAsync(request, cancellationToken: Cancellation));
    }

    [Theory]
    [MemberData(nameof(BadReleases), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_field_of_ReleaseLease_is_named(string field, Action<ReleaseLeaseRequest> spoil)
    {
        var request = new ReleaseLeaseRequest { NodeId = "node", Instance = CoordinatorClient.NewInstance(), Epoch = 1 };
        spoil(request);

        await Refused.FieldsAsync([field], async () => await client.Leases.ReleaseLeaseAsync(request, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Bad_fields_of_reads_are_named()
    {
        await Refused.FieldsAsync(["pool", "node_id"], () => client.GetAsync("A", "B"));
        await Refused.FieldsAsync(["pool"], () => client.ListAsync(new ListLeasesRequest { Pool = "A" }));
        await Refused.FieldsAsync(["states[1]"], () => client.ListAsync(new ListLeasesRequest { States = { LeaseState.Active, LeaseState.Unspecified } }));
        await Refused.FieldsAsync(["page_size"], () => client.ListAsync(new ListLeasesRequest { PageSize = 10_001 }));
        await Refused.FieldsAsync(["page_size"], () => client.ListAsync(new ListLeasesRequest { PageSize = -1 }));
        using var badPool = client.Watch("A");
        await Refused.FieldsAsync(["pool"], () => badPool.NextAsync());
        using var badRevision = client.Watch("default", -1);
        await Refused.FieldsAsync(["resume_revision"], () => badRevision.NextAsync());
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var request = new AcquireLeaseRequest { NodeId = "BAD", BurntEpoch = -1, Ipv4PrefixLength = 33, Attributes = Vxlan(vni: -1, port: -1) };

        await Refused.FieldsAsync(
            ["node_id", "instance", "burnt_epoch", "ipv4_prefix_length", "attributes.vxlan.vni", "attributes.vxlan.port"],
            async () => await client.Leases.AcquireLeaseAsync(request, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_prefix_length_out_of_range_names_the_range()
    {
        await client.CreatePoolAsync("invalid-range", "10.51.0.0/16", pool => pool.Ipv4PrefixLengthRange = new PrefixLengthRange { Shortest = 22, Longest = 26 });

        var error = await Refused.WithAsync(
            ErrorReason.InvalidField,
            () => client.AcquireAsync("invalid-range", "node", change: request => request.Ipv4PrefixLength = 27));
        var lease = (await client.AcquireAsync("invalid-range", "node", change: request => request.Ipv4PrefixLength = 22)).Lease;

        Assert.Contains("22 to 26", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("/22", Assert.Single(lease.Subnets), StringComparison.Ordinal);
    }

    private static NodeAttributes Vxlan(int vni = 1, int port = 0, string mac = "02:00:0a:f4:01:00", string macV6 = "") => new()
    {
        BackendType = BackendType.Vxlan,
        Vxlan = new VxlanEndpoint { Vni = vni, Port = port, VtepMac = mac, VtepMacV6 = macV6 },
    };

    private static NodeAttributes Labels(int count)
    {
        var attributes = new NodeAttributes();
        foreach (var number in Enumerable.Range(0, count))
        {
            attributes.Labels.Add($"label-{number}", string.Empty);
        }

        return attributes;
    }
}
