using System.Text;
using ActorNet.Addressing;
using ActorNet.Allocation.Pools;
using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Configuration;
using ActorNet.Coordinator.Leases;
using ActorNet.Coordinator.Pools;
using ActorNet.Coordinator.Validation;
using ActorNet.Flannel;
using ActorNet.Fuzz.Engine;
using ActorNet.Fuzz.Mutation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Fuzz.Targets;

/// <summary>What coordinators read: their options, flannel's configuration, requests, and the tokens that clients bring back.</summary>
internal static class CoordinatorTargets
{
    private const string ConfigFile = """
        {
          /* A comment. */
          "listen": "*:7410", "etcd": ["http://10.0.0.1:2379", "http://10.0.0.2:2379"], "cluster-address": "10.0.0.1:7411", "log": {"level": "debug", "format": "json"},
          "pool": {"cidrs": ["10.244.0.0/16", "fd00::/48"], "ipv4-prefix-length": 24, "time-to-live": "24h", "quarantine": "1h", "shard-count": 16, "reclaim": "manual"},
        }
        """;

    private const string FlannelConfig = """
        {"Network": "10.244.0.0/16", "SubnetLen": 24, "SubnetMin": "10.244.1.0", "SubnetMax": "10.244.250.0", "EnableIPv6": true, "IPv6Network": "fd00::/48", "IPv6SubnetLen": 64,
         "IPv6SubnetMin": "fd00:0:0:1::", "IPv6SubnetMax": "fd00:0:0:ff::", "Backend": {"Type": "vxlan", "VNI": 1, "Port": 8472, "DirectRouting": true}}
        """;

    private const string FlannelLeaseValue = """
        {"PublicIP":"192.0.2.7","PublicIPv6":"2001:db8::7","BackendType":"vxlan","BackendData":{"VNI":1,"VtepMAC":"02:00:0a:f4:01:00"},"BackendV6Data":{"VNI":1,"VtepMAC":"02:00:0a:f4:01:01"},
         "ActorNet":{"Pool":"default","Node":"node-1","Epoch":7,"Returned":true}}
        """;

    private static readonly string[] OptionWords =
        [.. OptionKey.All.SelectMany(option => option.Name.Split('.')).Distinct().Select(name => $"\"{name}\""), .. Words.Prefixes, .. Words.Addresses, .. Words.Names];

    private static readonly string[] FlannelWords =
    [
        "\"Network\"", "\"SubnetLen\"", "\"SubnetMin\"", "\"SubnetMax\"", "\"EnableIPv4\"", "\"EnableIPv6\"", "\"IPv6Network\"", "\"IPv6SubnetLen\"", "\"Backend\"", "\"Type\"", "\"VNI\"", "\"networK\"",
        .. Words.Prefixes, .. Words.Addresses,
    ];

    private static readonly NodeAttributes Attributes = new()
    {
        PublicIpv4 = "192.0.2.7",
        PublicIpv6 = "2001:db8::7",
        BackendType = BackendType.Vxlan,
        Vxlan = new VxlanEndpoint { Vni = 1, Port = 8472, VtepMac = "02:00:0a:f4:01:00" },
        Labels = { ["rack"] = "r1" },
    };

    private static readonly PoolSpec Spec = new PoolSettings { Name = new("default"), Cidrs = [Prefix.Parse("10.244.0.0/16")] }.Resolve().Spec!;

    public static IEnumerable<ParserTarget> All =>
    [
        Sample.Text("coordinator-options-file", OptionWords, ReadOptionsFile, ConfigFile, """{"data-directory": "/var/lib/actornet"}"""),
        Sample.Text("coordinator-options", OptionWords, ReadEnvironment, "*:7410", "http://10.0.0.1:2379", "24h", "10.244.0.0/16", "json", "/actornet"),
        Sample.Text("listen-address", [.. Words.Addresses], text => _ = ListenAddress.TryParse(text, out _), "*:7410", "192.0.2.7:7410", "[2001:db8::7]:7410"),
        new ParserTarget("flannel-config", [Encoding.UTF8.GetBytes(FlannelConfig), """{"Network":"10.0.0.0/8"}"""u8.ToArray()], new TokenMutator(FlannelWords), json =>
            Sample.Allowing<FlannelConfigException>(() => FlannelConfigParser.Parse(json))),
        new ParserTarget("flannel-lease", [Encoding.UTF8.GetBytes(FlannelLeaseValue), """{"PublicIP":"192.0.2.7","PublicIPv6":null}"""u8.ToArray()], new TokenMutator(FlannelWords), ReadFlannelLease),
        Sample.Text("flannel-key", [.. Words.Prefixes], ReadFlannelKey, "10.244.3.0-24", "10.244.3.0-24&fd00:0:0:3::-64", "0.0.0.0-0&fd00:0:0:3::-64"),
        Sample.Text("lease-page-token", [.. Words.Names], ReadLeaseToken, SampleToken(), "leases"),
        Sample.Text("pool-page-token", [.. Words.Names], text => PoolPageToken.Decode(text, new FieldProblems()), PoolPageToken.Encode(new("default"))),
        Sample.Message("acquire-request", AcquireLeaseRequest.Parser, AcquireLeaseRequest.Descriptor, request => Collect(problems => LeaseCommandReader.Read(request, Spec, problems)),
            new AcquireLeaseRequest { NodeId = "node-1", Instance = ByteString.CopyFrom(new byte[16]), Attributes = Attributes, PreferredSubnets = { "10.244.3.0/24" }, Ipv4PrefixLength = 24, RequestId = "r-1" }),
        Sample.Message("renew-request", RenewLeaseRequest.Parser, RenewLeaseRequest.Descriptor, request => Collect(problems => LeaseCommandReader.Read(request, problems)),
            new RenewLeaseRequest { NodeId = "node-1", Instance = ByteString.CopyFrom(new byte[16]), Epoch = 7 }),
        Sample.Message("release-request", ReleaseLeaseRequest.Parser, ReleaseLeaseRequest.Descriptor, request => Collect(problems => LeaseCommandReader.Read(request, problems)),
            new ReleaseLeaseRequest { NodeId = "node-1", Instance = ByteString.CopyFrom(new byte[16]), Epoch = 7, Reason = "drained", RequestId = "r-2" }),
        Sample.Message("listing-request", ListLeasesRequest.Parser, ListLeasesRequest.Descriptor, ReadListing, new ListLeasesRequest { Pool = "default", PageSize = 10, PageToken = SampleToken() }),
        Sample.Message("node-attributes", NodeAttributes.Parser, NodeAttributes.Descriptor, given => Collect(problems => NodeAttributesReader.Read(given, "attributes", problems)), Attributes),
        Sample.Message("pool-settings", Pool.Parser, Pool.Descriptor, pool => Collect(problems => PoolSettingsReader.Read(pool, "pool", problems)),
            new Pool { Name = "other", Cidrs = { "10.0.0.0/8", "fd00::/48" }, Ipv4PrefixLength = 24, TimeToLive = Duration.FromTimeSpan(TimeSpan.FromHours(1)), ShardCount = 4 }),
    ];

    private static string SampleToken() =>
        new ListingToken(7, new("default"), new("node-1")).Encode(ListingQuery.Read(new ListLeasesRequest { Pool = "default", PageSize = 10 }, new FieldProblems()));

    private static void ReadOptionsFile(string json)
    {
        var errors = new List<string>();
        OptionsReader.Read(OptionsFile.Parse(json, "coordinator.json", errors), "/var/lib/actornet", errors);
    }

    /// <summary>The same text for every option, and for each alone.</summary>
    private static void ReadEnvironment(string text)
    {
        foreach (var keys in OptionKey.All.Select(key => new[] { key }).Append([.. OptionKey.All]))
        {
            var raw = new RawOptions();
            foreach (var key in keys)
            {
                raw.Add(key, new RawValue([.. key.Split(text)], key.Flag));
            }

            OptionsReader.Read(raw, "/var/lib/actornet", []);
        }
    }

    private static void ReadLeaseToken(string text)
    {
        var problems = new FieldProblems();
        ListingToken.Decode(text, ListingQuery.Read(new ListLeasesRequest(), problems), problems);
    }

    private static void ReadListing(ListLeasesRequest request) => Collect(problems => ListingToken.Decode(request.PageToken, ListingQuery.Read(request, problems), problems));

    /// <summary>All that is wrong goes into an error that fits into trailers.</summary>
    private static void Collect(Action<FieldProblems> read)
    {
        var problems = new FieldProblems();
        read(problems);
        Sample.Allowing<Grpc.Core.RpcException>(problems.ThrowIfAny);
    }

    /// <summary>What is written of it is read back as the same.</summary>
    private static void ReadFlannelLease(byte[] json)
    {
        if (FlannelLease.TryParse(json, out var lease, out _))
        {
            _ = (FlannelLease.ReadVxlan(lease.BackendData), FlannelLease.ReadVxlan(lease.BackendV6Data));
            if (!FlannelLease.TryParse(lease.ToJson(), out var again, out var problem) || again.Mark != lease.Mark || !Equals(again.Address, lease.Address))
            {
                throw new InvalidOperationException($"it is read as {lease}, and what is written of that is not: {problem}");
            }
        }
    }

    private static void ReadFlannelKey(string text)
    {
        if (FlannelKey.TryParse(text, out var subnets) && (!FlannelKey.TryParse(FlannelKey.Format(subnets), out var again) || !again.SequenceEqual(subnets)))
        {
            throw new InvalidOperationException($"it is read as {string.Join(' ', subnets)}, and what is written of that is not");
        }
    }
}
