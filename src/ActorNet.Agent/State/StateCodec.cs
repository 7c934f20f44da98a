using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.Platform;

namespace ActorNet.Agent.State;

/// <summary>The state file's bytes. Whatever is not exactly what was written is damage.</summary>
internal static class StateCodec
{
    public static byte[] Encode(AgentState state)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(ToDocument(state), StateJson.Default.StateDocument);
        return [.. Encoding.UTF8.GetBytes($$"""{"sha256":"{{Checksum(body)}}","state":"""), .. body, .. "}\n"u8];
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="StateDamagedException">The bytes are not what <see cref="Encode"/> writes.</exception>
    /// <exception cref="StateVersionException">A newer agent wrote them.</exception>
    public static AgentState Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var envelope = JsonSerializer.Deserialize(bytes, StateJson.Default.StateEnvelope) ?? throw new FormatException("it is null");
            var body = Encoding.UTF8.GetBytes(envelope.State.GetRawText());
            if (!string.Equals(envelope.Sha256, Checksum(body), StringComparison.Ordinal))
                throw new FormatException("the checksum is wrong");

            var version = envelope.State.GetProperty("version").GetInt32();
            if (version > StateDocument.CurrentVersion)
                throw new StateVersionException(version);

            return ToState(JsonSerializer.Deserialize(body, StateJson.Default.StateDocument) ?? throw new FormatException("the state is null"));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new StateDamagedException(exception.Message, exception);
        }
    }

    private static StateDocument ToDocument(AgentState state) => new()
    {
        Version = StateDocument.CurrentVersion,
        Node = state.Node.Value,
        Instance = Bits128.ToHex(state.Instance.Value),
        Pool = state.Pool,
        LeasePool = state.LeasePool,
        Token = state.Token is { } token ? Bits128.ToHex(token.Value) : null,
        GivenUp = state.GivenUp is not { } givenUp ? null : new GivenUpDocument { Epoch = givenUp.Epoch.Value, Subnets = [.. givenUp.Subnets.Select(subnet => subnet.ToString())] },
        BurntEpoch = state.Burnt.Value,
        UnansweredRelease = state.UnansweredRelease.Value,
        AttributesVersion = state.Introduction.Version,
        AttributesDigest = state.Introduction.Digest,
        Lease = state.Lease is not { } saved ? null : new LeaseDocument
        {
            Pool = saved.Lease.Pool,
            Subnets = [.. saved.Lease.Subnets.Select(subnet => subnet.ToString())],
            Epoch = saved.Lease.Epoch.Value,
            TimeToLiveTicks = saved.Lease.TimeToLive.Ticks,
            Network = [.. saved.Lease.Network.Select(cidr => cidr.ToString())],
            WholeNetworks = saved.Lease.WholeNetworks.IsEmpty ? null : [.. saved.Lease.WholeNetworks.Select(network => network.ToString())],
            Leaving = saved.Lease.Leaving.IsEmpty ? null : [.. saved.Lease.Leaving.Select(subnet => subnet.ToString())],
            MoveWindowTicks = saved.Lease.MoveWindow == TimeSpan.Zero ? null : saved.Lease.MoveWindow.Ticks,
            BothSinceTicks = saved.BothSince?.SinceBoot.Ticks,
            BootId = saved.BootId.Value,
            DeadlineTicks = saved.Deadline.SinceBoot.Ticks,
        },
        Footprint = new FootprintDocument
        {
            Bridge = state.Footprint.Bridge,
            Addresses = [.. state.Footprint.Addresses.Select(address => address.ToString())],
            RouteProtocol = state.Footprint.RouteProtocol,
            Files = [.. state.Footprint.Files],
            Devices = state.Footprint.Devices.IsEmpty ? null : [.. state.Footprint.Devices],
        },
        Docker = DockerCodec.ToDocument(state.Docker),
    };

    private static AgentState ToState(StateDocument document) => new()
    {
        Node = NodeId.TryParse(document.Node, out var node) ? node : throw new FormatException("node has not the form of a node id"),
        Instance = new InstanceId(ParseBits(document.Instance)),
        Pool = document.Pool,
        LeasePool = document.LeasePool,
        Token = document.Token is { } token ? new LeaseToken(ParseBits(token)) : null,
        GivenUp = document.GivenUp is { } givenUp ? new GivenUpSubnets(new Epoch(givenUp.Epoch), ParsePrefixes(givenUp.Subnets)) : null,
        Burnt = new Epoch(document.BurntEpoch),
        UnansweredRelease = new Epoch(document.UnansweredRelease),
        Introduction = new Introduction(document.AttributesVersion, document.AttributesDigest ?? Introduction.None.Digest),
        Lease = document.Lease is { } lease ? ToLease(lease) : null,
        Footprint = document.Footprint is { } footprint ? ToFootprint(footprint) : Footprint.Empty,
        Docker = DockerCodec.ToRecord(document.Docker),
    };

    private static SavedLease ToLease(LeaseDocument document) => new(
        new HeldLease(
            document.Pool,
            ParsePrefixes(document.Subnets),
            new Epoch(document.Epoch),
            TimeSpan.FromTicks(document.TimeToLiveTicks),
            ParsePrefixes(document.Network))
        {
            WholeNetworks = ParsePrefixes(document.WholeNetworks ?? []),
            Leaving = ParsePrefixes(document.Leaving ?? []),
            MoveWindow = TimeSpan.FromTicks(document.MoveWindowTicks ?? 0),
        },
        new BootId(document.BootId),
        new Instant(TimeSpan.FromTicks(document.DeadlineTicks)))
    {
        BothSince = document.BothSinceTicks is { } ticks ? new Instant(TimeSpan.FromTicks(ticks)) : null,
    };

    private static Footprint ToFootprint(FootprintDocument document) => new(
        document.Bridge,
        [.. document.Addresses.Select(text => text is not null && InterfaceAddress.TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is no address"))],
        document.RouteProtocol,
        [.. document.Files.Select(file => file ?? throw new FormatException("a file has no name"))])
    {
        Devices = [.. (document.Devices ?? []).Select(device => !string.IsNullOrEmpty(device) ? device : throw new FormatException("a tunnel has no name"))],
    };

    private static ImmutableArray<Prefix> ParsePrefixes(string[] texts) => [.. texts.Select(Prefix.Parse)];

    private static string Checksum(byte[] body) => Sha256.HexOf(body);

    private static UInt128 ParseBits(string hex) =>
        Bits128.TryParseHex(hex, out var bits) ? bits : throw new FormatException("a secret is not 32 hexadecimal digits");
}
