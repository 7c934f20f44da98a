using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;
using Grpc.Core;

namespace ActorNet.Coordinator.Tests.Audit;

public sealed class AuditServiceTests(RunningCoordinator coordinator)
{
    private readonly CoordinatorClient client = coordinator.Client;
    private readonly ByteString instance = CoordinatorClient.NewInstance();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pool_that_is_right_is_clean_and_the_summary_says_what_was_looked_at()
    {
        await client.CreatePoolAsync("audit-clean", "10.201.0.0/20", pool => pool.ShardCount = 4);
        var leases = new List<Lease>();
        for (var node = 0; node < 12; node++)
        {
            leases.Add((await client.AcquireAsync("audit-clean", $"node-{node}", instance)).Lease);
        }

        await client.ReleaseAsync(leases[0], instance);

        var audit = await Audited.ByAsync(client, new AuditRequest { Pool = "audit-clean" });

        Assert.True(audit.Findings.Count + audit.Unknowns.Count == 0, audit.ToString());
        Assert.Equal(["leases", "blocks", "journals", "shards", "replicas", "agents"], audit.Summary.Checks.Select(check => check.Name));
        var shards = leases.Select(lease => lease.Shard).Distinct().Count();
        Assert.Equal((12, shards, shards), (audit.Examined("leases"), audit.Examined("shards"), audit.Examined("journals")));
        Assert.True(audit.Examined("blocks") >= shards);
        Assert.Equal((0, 0), (audit.Examined("replicas"), audit.Examined("agents")));
        Assert.True(audit.Summary.Revision > 0);
        Assert.NotEmpty(audit.Summary.Replica);
        Assert.NotNull(audit.Summary.Duration);
    }

    [Fact]
    public async Task The_journals_read_anew_say_what_is_in_memory()
    {
        await client.CreatePoolAsync("audit-journal", "10.202.0.0/20", pool => pool.ShardCount = 2);
        await client.AcquireAsync("audit-journal", "node", instance);

        var audit = await Audited.ByAsync(client, new AuditRequest { Pool = "audit-journal", ReadJournal = true });

        Assert.True(audit.Findings.Count + audit.Unknowns.Count == 0, audit.ToString());
        Assert.True(audit.Examined("journals") > 2, "the coordinator's and all pools' journals were read as well");
    }

    [Fact]
    public async Task What_a_node_attests_over_either_way_of_renewing_is_compared_with_its_lease()
    {
        await client.CreatePoolAsync("audit-agents", "10.203.0.0/20", pool => pool.TimeToLive = CoordinatorClient.Seconds(5));
        var unary = (await client.AcquireAsync("audit-agents", "unary", instance)).Lease;
        var streaming = (await client.AcquireAsync("audit-agents", "streaming", instance)).Lease;
        using var stream = client.Leases.KeepAlive(cancellationToken: Cancellation);
        var number = 0;

        Audited? audit = null;
        await Eventually.HoldsAsync("both nodes are looked at", async () =>
        {
            await client.Leases.RenewLeaseAsync(
                new RenewLeaseRequest { Pool = unary.Pool, NodeId = unary.NodeId, Instance = instance, Epoch = unary.Epoch, Attestation = Right(unary) },
                cancellationToken: Cancellation);
            var attestation = Right(streaming);
            attestation.BridgeAddresses[0] = "10.203.15.1/24";
            attestation.RoutesWrong = 1;
            attestation.OverlayWrong = 1;
            attestation.Fence = new FenceAttestation { Condition = FenceCondition.Unsupported, Problem = "no nf_tables" };
            attestation.Rules = new RulesAttestation { Wrong = 1, Problem = "the chain x drops" };
            await RenewAsync(stream, streaming, ++number, attestation);
            audit = await Audited.ByAsync(client, new AuditRequest { Pool = "audit-agents" });
            return audit.Examined("agents") == 2;
        });

        Assert.Equal(["BRIDGE_DIFFERS", "FENCE_MISSING", "OVERLAY_WRONG", "ROUTES_WRONG", "RULES_WRONG"], audit!.Findings.Select(finding => finding.Code).Order(StringComparer.Ordinal));
        Assert.All(audit.Findings, finding => Assert.Equal("streaming", finding.Metadata["node"]));
        Assert.Empty(audit.Unknowns);
    }

    [Fact]
    public async Task A_malformed_attestation_is_refused_by_its_fields_and_not_kept()
    {
        await client.CreatePoolAsync("audit-malformed", "10.204.0.0/20");
        var lease = (await client.AcquireAsync("audit-malformed", "node", instance)).Lease;
        var attestation = new NodeAttestation
        {
            Bridge = "a bridge",
            BridgeAddresses = { "10.204.0.1/24", "10.204.0.1/33", "fe80::1%eth0/64", "10.204.0.01/24" },
            ConfiguredEpoch = -1,
            ConfiguredSubnets = { "10.204.0.1/24" },
            RoutesWrong = -1,
            PeerRevision = -1,
            Problem = "one\ntwo",
            Fence = new FenceAttestation { Problem = "one\ntwo" },
            Rules = new RulesAttestation { Wrong = -1, Problem = new string('x', 254) },
            HostRoutes = new HostRoutes { Ipv4 = { "fd00::/48", "10.0.0.1/8" }, Ipv6 = { Enumerable.Repeat("fd00::/48", 17) }, Ipv4LeftOut = -1 },
        };

        await Refused.FieldsAsync(
            [
                "attestation.version", "attestation.bridge", "attestation.bridge_addresses[1]", "attestation.bridge_addresses[2]", "attestation.bridge_addresses[3]",
                "attestation.configured_epoch", "attestation.configured_subnets[0]", "attestation.routes_wrong", "attestation.peer_revision", "attestation.problem",
                "attestation.host_routes.ipv4[0]", "attestation.host_routes.ipv4[1]", "attestation.host_routes.ipv6", "attestation.host_routes.ipv4_left_out",
                "attestation.fence.condition", "attestation.fence.problem", "attestation.rules.wrong", "attestation.rules.problem",
            ],
            () => client.Leases.RenewLeaseAsync(
                new RenewLeaseRequest { Pool = lease.Pool, NodeId = "node", Instance = instance, Epoch = lease.Epoch, Attestation = attestation },
                cancellationToken: Cancellation).ResponseAsync);

        using var stream = client.Leases.KeepAlive(cancellationToken: Cancellation);
        var answer = await RenewAsync(stream, lease, 1, new NodeAttestation { Version = 1, BridgeAddresses = { Enumerable.Repeat("10.204.0.1/24", 17) } });
        Assert.Equal(ErrorReason.InvalidField, answer.Error.Reason);
        Assert.Contains("attestation.bridge_addresses", answer.Error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorReason.Unspecified, (await RenewAsync(stream, lease, 2, Right(lease))).Error?.Reason ?? ErrorReason.Unspecified);
    }

    [Fact]
    public async Task A_pool_that_is_not_there_and_a_name_that_is_none_are_told()
    {
        await Refused.WithAsync(ErrorReason.PoolNotFound, () => Audited.ByAsync(client, new AuditRequest { Pool = "audit-nowhere" }));
        await Refused.FieldsAsync(["pool"], () => Audited.ByAsync(client, new AuditRequest { Pool = "A" }));
    }

    private static NodeAttestation Right(Lease lease) => new()
    {
        Version = 1,
        Bridge = "docker0",
        BridgeAddresses = { $"{Addressing.Prefix.Parse(lease.Subnets[0]).FirstUsable}/24" },
        ConfiguredEpoch = lease.Epoch,
        ConfiguredSubnets = { lease.Subnets },
    };

    private async Task<KeepAliveResponse> RenewAsync(
        AsyncDuplexStreamingCall<KeepAliveRequest, KeepAliveResponse> stream, Lease lease, long number, NodeAttestation attestation)
    {
        await stream.RequestStream.WriteAsync(
            new KeepAliveRequest
            {
                RequestNumber = number,
                Pool = lease.Pool,
                NodeId = lease.NodeId,
                Instance = instance,
                Epoch = lease.Epoch,
                Attestation = attestation,
            },
            Cancellation);
        Assert.True(await stream.ResponseStream.MoveNext(Cancellation));
        return stream.ResponseStream.Current;
    }
}
