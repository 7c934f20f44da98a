using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;
using TableOwner = ActorNet.Testing.TableOwner;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>What a real agent attests of a real kernel, with its renewals.</summary>
public sealed class AttestationTests : SingleNodeLab
{
    /// <summary>Renewals every two seconds.</summary>
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task A_node_that_is_as_it_should_be_says_so_with_every_renewal()
    {
        Leases.TimeToLive = ShortLife;
        Node.Start();

        KeepAliveRequest? renewal = null;
        await AttestsAsync("all is right", (request, said) =>
        {
            renewal = request;
            return said is { RoutesRight: 1, RoutesWrong: 0, Problem: "", PeerRevision: > 0, Rules: not null, Fence.Condition: FenceCondition.Open, HostRoutes.Ipv6.Count: > 0 };
        });

        Assert.Equal(
            new NodeAttestation
            {
                Version = 1,
                Bridge = "docker0",
                BridgeAddresses = { "10.244.1.1/24" },
                ConfiguredEpoch = renewal!.Epoch,
                ConfiguredSubnets = { "10.244.1.0/24" },
                RoutesRight = 1,
                PeerRevision = renewal.Attestation.PeerRevision,
                Fence = new FenceAttestation { Condition = FenceCondition.Open },
                Rules = new RulesAttestation(),
                Docker = renewal.Attestation.Docker, // of the machine that the test runs on
                HostRoutes = new HostRoutes { Ipv4 = { "10.77.0.0/24" }, Ipv6 = { "fd77::/64" } },
            },
            renewal.Attestation);
    }

    [Fact]
    public async Task A_bridge_that_somebody_else_has_given_another_address_is_attested_as_it_is()
    {
        Leases.TimeToLive = ShortLife;
        Node.Host.Ip("link add docker0 type bridge");
        Node.Host.Ip("address add 172.17.0.1/16 dev docker0");
        Node.Host.Ip("link set docker0 up");

        Node.Start();

        await AttestsAsync("the other address", said => said.BridgeAddresses.SequenceEqual(["172.17.0.1/16"]) && said.ConfiguredEpoch == 0 && said.ConfiguredSubnets.Count == 0
            && said.Problem.Contains("somebody gave it 172.17.0.1/16", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Routes_that_cannot_be_made_are_counted_and_the_others_too()
    {
        Leases.TimeToLive = ShortLife;
        Leases.PutPeer("far", "192.0.2.9", "10.244.9.0/24");
        Leases.PutPeer("outside", "10.77.0.8", "10.99.9.0/24");
        Leases.PutPeer("n3", "10.77.0.3", "10.244.3.0/24");
        Node.Host.Ip("route add 10.244.3.0/24 via 10.77.0.9 proto static");

        Node.Start();

        await AttestsAsync("one route is right and three are not", said => said is { RoutesRight: 1, RoutesWrong: 3, Problem.Length: > 0 });
    }

    [Fact]
    public async Task Routes_that_others_have_made_are_told_and_those_of_other_nodes_are_not()
    {
        Leases.TimeToLive = ShortLife;
        Leases.PutPeer("n3", "10.77.0.3", "10.244.3.0/24");
        Node.Start();
        await AttestsAsync("both its routes are right", said => said is { RoutesRight: > 0, RoutesWrong: 0 });

        Node.Host.Ip("route add 10.8.0.0/16 via 10.77.0.9 proto static");
        Node.Host.Ip("route add blackhole 172.20.0.0/14");

        await AttestsAsync("the two routes", said => said.HostRoutes.Ipv4.SequenceEqual(["10.8.0.0/16", "10.77.0.0/24", "172.20.0.0/14"]));
    }

    [Fact]
    public async Task What_somebody_changed_is_put_back_and_counted()
    {
        Leases.TimeToLive = ShortLife;
        Node.Start();
        await AttestsAsync("all is right", said => said is { RoutesRight: 1, RoutesWrong: 0, DriftMended: 0 });

        Node.Host.Ip("route delete 10.244.2.0/24");

        await AttestsAsync("one thing was mended", said => said is { RoutesRight: 1, RoutesWrong: 0, DriftMended: 1 });
    }

    [Fact]
    public async Task A_fence_that_somebody_else_has_in_his_hands_is_attested_as_missing_until_he_lets_go()
    {
        Leases.TimeToLive = ShortLife;
        Node.Start();
        await AttestsAsync("the fence is open", said => said.Fence is { Condition: FenceCondition.Open, Problem: "" });

        await using (await TableOwner.TakeAsync(Node.Host.Namespace, "actornet"))
            await AttestsAsync("there is no fence, and why", said => said.Fence is { Condition: FenceCondition.Failing, Problem.Length: > 0 });

        await AttestsAsync("the fence is open again", said => said.Fence is { Condition: FenceCondition.Open, Problem: "" });
    }

    [Fact]
    public async Task Rules_that_cannot_be_made_are_attested()
    {
        Leases.TimeToLive = ShortLife;
        await using (await TableOwner.TakeAsync(Node.Host.Namespace, "actornet_rules"))
        {
            Node.Start("--rules", "nftables");

            await AttestsAsync("the rules are wrong, and why", said => said.Rules is { Wrong: 1, Problem.Length: > 0 });
        }

        await AttestsAsync("the rules are right", said => said.Rules is { Wrong: 0, Problem: "" });
    }

    [Fact]
    public async Task With_backend_alloc_there_is_no_bridge_to_attest()
    {
        Leases.TimeToLive = ShortLife;
        Node.Start("--backend", "alloc");

        await AttestsAsync("it is set up", said => said is { ConfiguredEpoch: > 0, Bridge: "", RoutesRight: 0, RoutesWrong: 0, PeerRevision: 0, Fence: null, Rules: null });
    }

    private Task AttestsAsync(string what, Func<NodeAttestation, bool> condition) => AttestsAsync(what, (_, said) => condition(said));

    private Task AttestsAsync(string what, Func<KeepAliveRequest, NodeAttestation, bool> condition) => Eventually.IsTrue(
        () => Leases.Renewals.LastOrDefault() is { Attestation: { } said } renewal && condition(renewal, said),
        $"the node attests: {what}",
        () => $"{Leases.Renewals.LastOrDefault()}\n{Node.Log}");
}
