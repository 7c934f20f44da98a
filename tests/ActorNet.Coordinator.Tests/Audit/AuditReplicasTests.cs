using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Storage.Etcd;
using ActorNet.Coordinator.Tests.Support;

namespace ActorNet.Coordinator.Tests.Audit;

/// <summary>Audits of two real replicas on one etcd.</summary>
public sealed class AuditReplicasTests : TwoReplicasTest
{
    [Fact]
    public async Task Both_have_the_same_in_memory_and_either_says_so()
    {
        for (var number = 0; number < 20; number++)
        {
            await AcquireAsync($"node-{number}");
        }

        foreach (var client in new[] { writer, reader })
        {
            // Shards that are moving from one to the other answer neither.
            await Eventually.HoldsAsync("an audit that could look at everything", async () =>
            {
                var audit = await Audited.ByAsync(client, new AuditRequest { ReadJournal = true });
                Assert.True(audit.Findings.Count == 0, audit.ToString());
                return audit.Unknowns.Count == 0 && audit.Examined("replicas") == 1 && audit.Examined("leases") == 20;
            });
        }
    }

    [Fact]
    public async Task What_a_node_attests_over_one_replica_every_other_one_finds()
    {
        await CoordinatorClient.UntilAnsweredAsync(() => writer.CreatePoolAsync("edge", "10.120.0.0/16", pool => pool.TimeToLive = CoordinatorClient.Seconds(5)));
        var lease = (await CoordinatorClient.UntilAnsweredAsync(() => writer.AcquireAsync("edge", "node", instance))).Lease;
        var request = new RenewLeaseRequest
        {
            Pool = "edge",
            NodeId = "node",
            Instance = instance,
            Epoch = lease.Epoch,
            Attestation = new NodeAttestation { Version = 1, ConfiguredEpoch = lease.Epoch, ConfiguredSubnets = { lease.Subnets }, RoutesWrong = 1 },
        };

        await Eventually.HoldsAsync("the other replica finds it", async () =>
        {
            await CoordinatorClient.UntilAnsweredAsync(() => writer.Leases.RenewLeaseAsync(request, cancellationToken: Cancellation).ResponseAsync);
            var audit = await Audited.ByAsync(reader, new AuditRequest { Pool = "edge" });
            return audit.Findings is [{ Code: "ROUTES_WRONG" }];
        });
    }

    [Fact]
    public async Task A_plan_over_one_replica_finds_the_routes_that_a_node_told_another_one()
    {
        await CoordinatorClient.UntilAnsweredAsync(() => writer.CreatePoolAsync("edge", "10.120.0.0/16"));
        var lease = (await CoordinatorClient.UntilAnsweredAsync(() => writer.AcquireAsync("edge", "node", instance))).Lease;
        var request = new RenewLeaseRequest
        {
            Pool = "edge",
            NodeId = "node",
            Instance = instance,
            Epoch = lease.Epoch,
            Attestation = new NodeAttestation { Version = 1, HostRoutes = new HostRoutes { Ipv4 = { "10.121.128.0/17" } } },
        };
        await CoordinatorClient.UntilAnsweredAsync(() => writer.Leases.RenewLeaseAsync(request, cancellationToken: Cancellation).ResponseAsync);

        await Eventually.HoldsAsync("the other replica's plan has it", async () =>
        {
            var plan = await CoordinatorClient.UntilAnsweredAsync(() => reader.PlanAsync(new Pool { Name = "edge", Cidrs = { "10.120.0.0/15" } }));
            return plan.RouteCheck is { OverlapCount: 1, Overlaps: [{ NodeId: "node", Cidr: "10.120.0.0/15", Route: "10.121.128.0/17" }], Unseen.Count: 0 };
        });
    }

    [Fact]
    public async Task While_etcd_is_silent_the_audit_says_what_it_cannot_tell()
    {
        await AcquireAsync("node");
        await Eventually.HoldsAsync("the other replica shows it", async () => (await reader.ListAsync(new ListLeasesRequest())).TotalSize == 1);
        await etcd.Members[0].PauseAsync();
        try
        {
            var audit = await Audited.ByAsync(reader, new AuditRequest());

            Assert.Contains(audit.Unknowns, unknown => unknown.Code == "DIRECTORY_BEHIND");
            Assert.Contains(audit.Unknowns, unknown => unknown.Code == "SHARD_SILENT");
            Assert.Empty(audit.Findings);
        }
        finally
        {
            await etcd.Members[0].ResumeAsync();
        }
    }
}
