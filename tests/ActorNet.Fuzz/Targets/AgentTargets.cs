using System.Security.Cryptography;
using System.Text;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Configuration;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Peers;
using ActorNet.Agent.Serving;
using ActorNet.Agent.State;
using ActorNet.Client.Pacing;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using ActorNet.Fuzz.Engine;
using ActorNet.Fuzz.Mutation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Fuzz.Targets;

/// <summary>What agents read: their files, their options, and what coordinators send them, honest or not.</summary>
internal static class AgentTargets
{
    private const string ConfigFile = """
        {
          // A comment.
          "coordinators": ["http://10.0.0.1:7410", "https://coordinator.example"], "node": "node-1", "pool": "default", "backend": "vxlan", "mtu": 1450,
          "labels": {"rack": "r1", "zone": "z"}, "preferred-subnets": ["10.244.3.0/24"], "reconcile-interval": "10s", "release-on-stop": true, "log-level": "debug",
          "public-ip": ["192.0.2.7"], "ipv4-prefix-length": 24, "state-directory": "/var/lib/actornet",
        }
        """;

    private static readonly string[] ConfigWords = [.. OptionCatalogue.All.Select(option => $"\"{option.Name}\""), .. Words.Prefixes, .. Words.Addresses, .. Words.Names];

    private static readonly Lease PeerLease = new()
    {
        Pool = "default",
        NodeId = "node-2",
        Epoch = 7,
        Subnets = { "10.244.4.0/24" },
        State = LeaseState.Active,
        Attributes = new NodeAttributes { PublicIpv4 = "192.0.2.8", BackendType = BackendType.HostGw },
        TimeToLive = Duration.FromTimeSpan(TimeSpan.FromHours(24)),
    };

    private static readonly Lease TunnelLease = new(PeerLease)
    {
        NodeId = "node-3",
        Attributes = new NodeAttributes
        {
            PublicIpv4 = "192.0.2.9",
            PublicIpv6 = "2001:db8::9",
            BackendType = BackendType.Vxlan,
            Vxlan = new VxlanEndpoint { Vni = 1, Port = 8472, VtepMac = "02:00:0a:f4:05:00", VtepMacV6 = "02:00:0a:f4:05:01" },
        },
    };

    public static IEnumerable<ParserTarget> All =>
    [
        Sample.Text("agent-options-file", ConfigWords, ReadOptions, ConfigFile, """{"coordinators":"http://127.0.0.1:7410"}"""),
        Sample.Text("agent-environment", ConfigWords, ReadEnvironment, "http://10.0.0.1:7410,https://x", "10s", "true", "a=b,c=d", "10.244.3.0/24"),
        Sample.Text("agent-flannel-environment", ConfigWords, ReadFlannelEnvironment, "eth0", "192.0.2.7", "^eth[0-9]+$", "/run/flannel/subnet.env"),
        Sample.Text("agent-request-head", ["GET ", "HEAD ", "/healthz", "?", " HTTP/1.1", "\r\n"], text => _ = RequestHead.TryParse(Encoding.UTF8.GetBytes(text), out _), "GET /metrics HTTP/1.1\r\nHost: agent\r\n\r\n"),
        Sample.Text("agent-duration", ["ms", "s", "m", "h"], text => _ = DurationText.TryParse(text, out _), "10s", "100ms", "24h"),
        Sample.Text("agent-interface-address", [.. Words.Prefixes, .. Words.Addresses], text => _ = InterfaceAddress.TryParse(text, out _), "10.244.3.1/24", "fd00::1/64"),
        StateFile("agent-state-file", StateBytes, new TokenMutator([.. Words.Prefixes, .. Words.Names])),
        StateFile("agent-state-sealed", SealedState, new SealingMutator(new TokenMutator([.. Words.Prefixes, .. Words.Names, .. Enumerable.Repeat("null", 40)]))),
        Sample.Message("agent-lease", AcquireLeaseResponse.Parser, AcquireLeaseResponse.Descriptor, ReadLease, new AcquireLeaseResponse
        {
            Lease = new Lease(PeerLease) { NodeId = "node-1" },
            Token = ByteString.CopyFrom(new byte[16]),
            Pool = new Pool { Name = "default", Cidrs = { "10.244.0.0/16" }, Ipv4Network = "10.0.0.0/8" },
        }, new AcquireLeaseResponse
        {
            Lease = new Lease(PeerLease) { NodeId = "node-1", Subnets = { "10.244.9.0/24" }, Leaving = { "10.244.9.0/24" } },
            Token = ByteString.CopyFrom(new byte[16]),
            Pool = new Pool { Name = "default", Cidrs = { "10.244.0.0/16" }, MoveWindow = Duration.FromTimeSpan(TimeSpan.FromMinutes(10)) },
        }),
        Sample.Message("agent-renewal", KeepAliveResponse.Parser, KeepAliveResponse.Descriptor, ReadRenewal,
            new KeepAliveResponse { RequestNumber = 1, Renewal = new LeaseRenewal { Epoch = 7, TimeToLive = PeerLease.TimeToLive } },
            new KeepAliveResponse { RequestNumber = 2, Error = new LeaseError { Reason = ErrorReason.QueueFull, RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) } }),
        Sample.Message("agent-watch", WatchLeasesResponse.Parser, WatchLeasesResponse.Descriptor, Follow,
            new WatchLeasesResponse { Revision = 5, Snapshot = new LeaseSnapshot { First = true, Last = true, Leases = { PeerLease, TunnelLease } } },
            new WatchLeasesResponse { Revision = 6, Events = new LeaseEvents { Events = { new LeaseEvent { Type = LeaseEventType.Delete, Lease = PeerLease } } } },
            new WatchLeasesResponse { Revision = 7, Progress = new WatchProgress { Digest = new LeaseDigest { LeaseCount = 1, HashSum = 2 } } }),
    ];

    private static AgentState State { get; } = new()
    {
        Node = NodeId.TryParse("node-1", out var node) ? node : default,
        Instance = InstanceId.NewRandom(),
        Pool = "default",
        Token = new LeaseToken(UInt128.One),
        Burnt = new Epoch(6),
        GivenUp = new GivenUpSubnets(new Epoch(7), [Prefix.Parse("10.244.8.0/24")]),
        Lease = new SavedLease(
            new HeldLease("default", [Prefix.Parse("10.244.3.0/24"), Prefix.Parse("10.244.9.0/24")], new Epoch(7), TimeSpan.FromHours(24), [Prefix.Parse("10.244.0.0/16")])
            {
                Leaving = [Prefix.Parse("10.244.9.0/24")],
                MoveWindow = TimeSpan.FromMinutes(10),
            },
            new BootId("7f3c2a1e-0000-4000-8000-000000000000"),
            new Instant(TimeSpan.FromHours(30))),
        Footprint = Footprint.Empty with { Bridge = "docker0", Files = ["/run/flannel/subnet.env"] },
    };

    private static byte[] StateBytes => StateCodec.Encode(State);

    /// <summary>The part that the checksum is of.</summary>
    private static byte[] SealedState => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(StateBytes).TrimEnd()[..^1].Split("\"state\":", 2)[1]);

    private static ParserTarget StateFile(string name, byte[] sample, IMutator mutator) => new(name, [sample], mutator, input =>
        Sample.Allowing<StateVersionException>(() => Sample.Allowing<StateDamagedException>(() => StateCodec.Encode(StateCodec.Decode(input)))));

    private static void ReadOptions(string json)
    {
        var errors = new List<string>();
        var raw = FileSource.Parse(Encoding.UTF8.GetBytes(json), "agent.json", errors);
        new AgentOptionsReader(raw, errors).Read("0123456789abcdef0123456789abcdef");
    }

    private static void ReadEnvironment(string text)
    {
        var errors = new List<string>();
        var variables = OptionCatalogue.All.ToDictionary(option => option.EnvironmentVariable, _ => text);
        new AgentOptionsReader(EnvironmentSource.Read(variables), errors).Read(null);
    }

    private static void ReadFlannelEnvironment(string text)
    {
        var errors = new List<string>();
        var variables = OptionCatalogue.All.SelectMany(option => option.FlannelVariables).Append($"FLANNELD_{text}").ToDictionary(name => name, _ => text);
        new AgentOptionsReader(FlannelSource.Read(variables, []), errors).Read(null);
    }

    private static void ReadLease(AcquireLeaseResponse response) => _ = LeaseReader.TryRead(response, State.Node, out _, out _, out _);

    private static void ReadRenewal(KeepAliveResponse response)
    {
        _ = LeaseReader.IsTimeToLive(response.Renewal?.TimeToLive);
        new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), Random.Shared).Next(RetryDelays.From(response.Error?.RetryDelay));
    }

    /// <summary>After a snapshot, so that there is something to follow it.</summary>
    private static void Follow(WatchLeasesResponse response)
    {
        var (follower, faults) = (new PeerFollower(), new List<string>());
        follower.Take(new WatchLeasesResponse { Revision = 1, Snapshot = new LeaseSnapshot { First = true, Last = true, Leases = { PeerLease } } }, faults);
        Sample.Allowing<WatchBrokenException>(() =>
        {
            follower.Take(response, faults);
            follower.Take(response, faults);
        });
        _ = follower.View;
    }

    /// <summary>Changes the state and gives it the checksum that fits: what an agent of another version, or an editor, might have written.</summary>
    private sealed class SealingMutator(IMutator inner) : IMutator
    {
        public byte[] Mutate(byte[] sample, Random random)
        {
            var state = inner.Mutate(sample, random);
            return [.. Encoding.UTF8.GetBytes($$"""{"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(state))}}","state":"""), .. state, .. "}\n"u8];
        }
    }
}
