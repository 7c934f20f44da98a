using System.Collections.Concurrent;
using ActorNet.Agent.State;
using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>A node that is to leave <c>10.244.1.0/24</c> for <c>10.244.60.0/24</c>.</summary>
public sealed class MoveTests : SingleNodeLab
{
    private const string Old = "10.244.1.1/24";
    private const string New = "10.244.60.1/24";

    /// <summary>What the node had whenever it said that it has given something up: the addresses of the bridge, and what was on the disk.</summary>
    private readonly ConcurrentQueue<(string[] Bridge, AgentState State)> _told = new();

    [Fact]
    public async Task The_bridge_has_both_for_the_window_then_the_old_subnet_is_erased_everywhere_and_only_then_given_up()
    {
        await StartAsync(window: 15);

        Leases.Move("n1", "10.244.60.0/24");

        await BridgeHasAsync(Old, New);
        await Eventually.IsTrue(() => File.ReadAllText(Node.SubnetFile).Contains($"FLANNEL_SUBNET={New}\n"), "the file names the new subnet", () => Node.Log);
        await Eventually.IsTrue(() => File.ReadAllText(Node.DockerOptionsFile).Contains($"--bip={New}"), "Docker's options name the new subnet", () => Node.Log);
        await AttestsAsync("both", "10.244.60.0/24", "10.244.1.0/24");
        Assert.Empty(_told);

        await BridgeHasAsync(New);
        await MovedAsync();
        await AttestsAsync("only the new one", "10.244.60.0/24");
        await Node.HasRoutesAsync(PeerRoute);
        string[] said =
        [
            "want this node to move",
            "Moving from 10.244.1.0/24 to 10.244.60.0/24",
            "which is given up after",
            "The time for 10.244.1.0/24 is over",
            "Gave up 10.244.1.0/24",
            "10.244.1.0/24 has ended",
        ];
        foreach (var line in said)
            await Node.SaysAsync(line);
        Assert.DoesNotContain("Renumbering", Node.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_that_goes_on_naming_the_old_subnet_does_not_bring_it_back()
    {
        await StartAsync(window: 1);
        Leases.IgnoresGivenUp = true;

        Leases.Move("n1", "10.244.60.0/24");

        await Eventually.IsTrue(() => _told.Count > 1, "the agent says it again", () => Node.Log);
        Assert.Equal([New], Node.Host.Addresses("docker0"));
        await Node.HasRoutesAsync(PeerRoute);
        await Node.Process.StopAsync();
        Node.Start();
        await Eventually.IsTrue(() => _told.Count > 2, "the agent says it after a restart", () => Node.Log);
        Assert.Equal([New], Node.Host.Addresses("docker0"));

        Leases.IgnoresGivenUp = false;
        await MovedAsync();
    }

    [Fact]
    public async Task While_there_is_nothing_to_move_to_the_node_keeps_what_it_has_and_asks_again()
    {
        await StartAsync(window: 1);
        var asked = Leases.Acquires.Count;

        Leases.Move("n1");
        await Eventually.IsTrue(() => Leases.Acquires.Count > asked + 1, "it asks twice", () => Node.Log);
        Leases.AcquireError = ErrorReason.PoolExhausted;
        await Eventually.IsTrue(() => Leases.Acquires.Count > asked + 2, "it asks once more", () => Node.Log);
        await Node.HasRoutesAsync(PeerRoute);
        Assert.Equal([Old], Node.Host.Addresses("docker0"));
        Assert.Single(Leases.Renewals.Select(renewal => renewal.Epoch).Distinct());
        Assert.All(Leases.Acquires, acquire => Assert.True(acquire.AcceptsMove));

        Leases.AcquireError = null;
        Leases.Move("n1", "10.244.60.0/24");
        await MovedAsync();
    }

    [Fact]
    public async Task What_cannot_be_erased_is_given_up_to_nobody()
    {
        await StartAsync(window: 1);
        using var files = new SealedDirectory(Path.GetDirectoryName(Node.SubnetFile)!); // while a file is not as it should be the window does not begin
        Leases.Move("n1", "10.244.60.0/24");
        await BridgeHasAsync(Old, New);

        using (new SealedDirectory(Node.StateDirectory))
        {
            files.Dispose();
            await BridgeHasAsync(New);
            await Eventually.IsTrue(() => Node.Log.Contains("What was given up cannot be erased", StringComparison.Ordinal), "it is reported", () => Node.Log);
            var renewals = Leases.Renewals.Count;
            await Eventually.IsTrue(() => Leases.Renewals.Count > renewals, "the rest is renewed", () => Node.Log);
            await Node.HasRoutesAsync(PeerRoute);
            Assert.Empty(_told);
        }

        await MovedAsync();
    }

    [Fact]
    public async Task Killed_at_any_moment_of_a_move_the_agent_finishes_it()
    {
        await StartAsync(window: 3);
        Leases.TimeToLive = TimeSpan.FromSeconds(60); // more than all the restarts take
        var renewals = Leases.Renewals.Count;
        await Eventually.IsTrue(() => Leases.Renewals.Count > renewals + 1, "the lease is renewed for so long", () => Node.Log);
        Leases.Move("n1", "10.244.60.0/24");
        var random = new Random(60);
        for (var round = 0; round < 8; round++)
        {
            await Task.Delay(random.Next(100, 2000), TestContext.Current.CancellationToken);
            Node.Process.Kill();
            Node.Start();
        }

        await MovedAsync();
        await Node.HoldsAsync(New);
        await Node.HasRoutesAsync(PeerRoute);
        Assert.Equal(0, await Node.Process.StopAsync());
        Assert.DoesNotContain("lapsed", Node.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lease_that_lapses_in_the_window_is_fenced_as_a_whole_and_has_both_again()
    {
        await StartAsync(window: 60);
        Leases.Move("n1", "10.244.60.0/24");
        await BridgeHasAsync(Old, New);

        await Coordinator.StopAsync();
        await Node.IsFencedAsync();
        Assert.Equal([Old, New], Node.Host.Addresses("docker0").Order(StringComparer.Ordinal));

        Leases.Pool.MoveWindow = new Duration { Seconds = 10 };
        await Coordinator.StartAsync();
        await Node.LetsPassAsync("10.244.1.0/24", "10.244.60.0/24");
        await MovedAsync();
    }

    [Fact]
    public async Task On_a_bridge_that_somebody_else_made_a_move_changes_only_the_agents_addresses()
    {
        Node.Host.Ip("link add docker0 type bridge");
        await StartAsync(window: 10);

        Leases.Move("n1", "10.244.60.0/24");

        await BridgeHasAsync(Old, New);
        Node.Host.Ip("address add 192.168.7.1/24 dev docker0");
        await BridgeHasAsync("192.168.7.1/24", New);
        await MovedAsync();
    }

    [Fact]
    public async Task Both_address_families_move_together()
    {
        Leases.Pool.Cidrs.Add("fd78::/48");
        Leases.Assign("n1", "10.244.1.0/24", "fd78:0:0:1::/64");
        await StartAsync(window: 10);
        await Node.HoldsAsync(Old, "fd78:0:0:1::1/64");

        Leases.Move("n1", "10.244.60.0/24", "fd78:0:0:60::/64");

        await BridgeHasAsync(Old, New, "fd78:0:0:1::1/64", "fd78:0:0:60::1/64");
        await BridgeHasAsync(New, "fd78:0:0:60::1/64");
        await MovedAsync();
    }

    [Fact]
    public async Task Another_node_that_moves_has_a_route_to_each_of_its_subnets_until_it_has_moved()
    {
        await StartAsync(window: 60);

        Leases.PutPeer("n2", "10.77.0.2", "10.244.61.0/24", "10.244.2.0/24");
        await Node.HasRoutesAsync(PeerRoute, "10.244.61.0/24 via 10.77.0.2 dev eth0");

        Leases.PutPeer("n2", "10.77.0.2", "10.244.61.0/24");
        await Node.HasRoutesAsync("10.244.61.0/24 via 10.77.0.2 dev eth0");

        Leases.PutPeer("n3", "10.77.0.3", "10.244.2.0/24");
        await Node.HasRoutesAsync("10.244.2.0/24 via 10.77.0.3 dev eth0", "10.244.61.0/24 via 10.77.0.2 dev eth0");
    }

    private async Task StartAsync(int window)
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(6); // renewals every two seconds
        Leases.Pool.MoveWindow = new Duration { Seconds = window };
        Leases.OnAcquire = request =>
        {
            if (request.GivenUp.Count > 0)
                _told.Enqueue((Node.Host.Addresses("docker0"), SavedState()));
        };
        Node.Start();
        await Node.HoldsAsync(Old);
        await Node.HasRoutesAsync(PeerRoute);
    }

    private Task BridgeHasAsync(params string[] addresses) => Eventually.IsTrue(
        () => Node.Host.Addresses("docker0").Order(StringComparer.Ordinal).SequenceEqual(addresses.Order(StringComparer.Ordinal)),
        $"docker0 has {string.Join(", ", addresses)} and nothing else",
        () => $"{string.Join(", ", Node.Host.Addresses("docker0"))}\n{Node.Log}");

    /// <summary>The move has ended, and whenever the node gave the old subnet up it had erased it before.</summary>
    private async Task MovedAsync()
    {
        await Eventually.IsTrue(
            () => SavedState() is { GivenUp: null, Lease.Lease: { Leaving.IsEmpty: true } lease } && lease.Staying.Any(subnet => subnet.ToString() == "10.244.60.0/24"),
            "the node has moved",
            () => Node.Log);
        await Eventually.IsTrue(() => Leases.Renewals.Last().Epoch > _told.Last().State.GivenUp!.Epoch.Value, "the new epoch is renewed", () => Node.Log);
        Assert.All(_told, told =>
        {
            Assert.DoesNotContain(Old, told.Bridge);
            Assert.Contains(New, told.Bridge);
            Assert.DoesNotContain(told.State.Lease!.Lease.Subnets, subnet => subnet.ToString() == "10.244.1.0/24");
            Assert.Contains(told.State.GivenUp!.Subnets, subnet => subnet.ToString() == "10.244.1.0/24");
        });
        Assert.Empty(Leases.Releases);
    }

    private Task AttestsAsync(string what, params string[] subnets) => Eventually.IsTrue(
        () => Leases.Renewals.LastOrDefault() is { Attestation: { RoutesRight: 1, RoutesWrong: 0, Problem: "" } said } && said.ConfiguredSubnets.SequenceEqual(subnets),
        $"the node attests {what}",
        () => $"{Leases.Renewals.LastOrDefault()}\n{Node.Log}");

    private AgentState SavedState() => StateCodec.Decode(File.ReadAllBytes(Path.Combine(Node.StateDirectory, "state.json")));
}
