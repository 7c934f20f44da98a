using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Tests.EndToEnd;

public sealed class LeaseLifeTests : SingleNodeLab
{
    private string StateFile => Path.Combine(Node.StateDirectory, "state.json");

    [Fact]
    public async Task Killed_and_restarted_while_no_coordinator_answers_the_agent_keeps_everything()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);
        await Coordinator.StopAsync();
        Node.Process.Kill();
        Node.Host.Ip("address delete 10.244.1.1/24 dev docker0");

        Node.Start();

        await Node.HoldsAsync("10.244.1.1/24");
        Assert.Equal([PeerRoute], Node.Host.Routes());
    }

    [Fact]
    public async Task A_lapsed_lease_fences_the_node_and_comes_back_as_it_was()
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(5);
        Node.Start();
        await Node.HasRoutesAsync(PeerRoute);

        await Coordinator.StopAsync();
        await Node.IsFencedAsync();
        await Eventually.IsTrue(() => Node.Log.Contains("lapsed"), "the lease lapses", () => Node.Log);
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
        Assert.Equal([PeerRoute], Node.Host.Routes());

        await Coordinator.StartAsync();
        await Node.LetsPassAsync("10.244.1.0/24");
        await Node.HasRoutesAsync(PeerRoute);
        await Eventually.IsTrue(() => !Leases.Renewals.IsEmpty && Leases.Renewals.Last().Epoch == Leases.Renewals.First().Epoch, "the epoch is the same");
    }

    [Fact]
    public async Task A_lease_whose_deadline_passed_while_the_agent_was_dead_is_not_believed()
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(5);
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        Node.Process.Kill();
        await Coordinator.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Node.Start();

        await Node.IsFencedAsync();
        await Eventually.IsTrue(() => Node.Process.Log.Contains("lapsed"), "it is lapsed", () => Node.Log);
        Assert.Empty(Node.Host.Held()!);
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
    }

    [Fact]
    public async Task A_revoked_lease_fences_the_node_at_once_and_a_new_one_has_a_higher_epoch()
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(5);
        Node.Start();
        await Node.HasRoutesAsync(PeerRoute);
        var epoch = Leases.Renewals.TryPeek(out var first) ? first.Epoch : 1;

        Leases.AcquireError = ErrorReason.NodeIdInUse;
        Leases.RenewalError = ErrorReason.LeaseRevoked;
        await Node.IsFencedAsync();
        Assert.Equal([PeerRoute], Node.Host.Routes());
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
        await Eventually.IsTrue(() => Leases.Acquires.Last().BurntEpoch >= epoch, "the epoch is given as burnt");

        Leases.RenewalError = null;
        Leases.AcquireError = null;
        await Node.LetsPassAsync("10.244.1.0/24");
        await Node.HasRoutesAsync(PeerRoute);
        await Eventually.IsTrue(() => Leases.Renewals.Last().Epoch > Leases.Acquires.Last().BurntEpoch, "the new lease is renewed");
        Assert.Contains("10.244.1.0/24", Leases.Acquires.Last().PreferredSubnets);
    }

    [Fact]
    public async Task Another_subnet_replaces_the_first_in_bridge_and_files()
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(5);
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");

        Leases.Assign("n1", "10.244.50.0/24");
        Leases.Forget("n1");
        Leases.RenewalError = ErrorReason.LeaseNotFound;
        await Eventually.IsTrue(() => Leases.Acquires.Last().BurntEpoch > 0, "the agent asks for a new lease");
        Leases.RenewalError = null;

        await Node.HoldsAsync("10.244.50.1/24");
        await Eventually.IsTrue(() => File.ReadAllText(Node.SubnetFile).Contains("FLANNEL_SUBNET=10.244.50.1/24"), "the file says so");
        await Eventually.IsTrue(() => Node.Host.Addresses("docker0") is ["10.244.50.1/24"], "docker0 has only the new one", () => Node.Log);
    }

    [Fact]
    public async Task Told_to_stop_the_agent_leaves_everything_in_place()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);

        Assert.Equal(0, await Node.Process.StopAsync());

        Assert.Equal([PeerRoute], Node.Host.Routes());
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
        Assert.True(File.Exists(Node.SubnetFile));
        Assert.Empty(Leases.Releases);
    }

    [Fact]
    public async Task Restarted_the_agent_says_anew_what_the_node_is_and_shows_its_token()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();

        Node.Start("--labels", "zone=b", "--public-address", "10.77.0.201");

        await Eventually.IsTrue(() => Leases.Acquires.Last().Attributes.PublicIpv4 == "10.77.0.201", "it introduces itself again", () => Node.Log);
        var (first, second) = (Leases.Acquires.First(), Leases.Acquires.Last());
        Assert.Equal("10.77.0.1", first.Attributes.PublicIpv4);
        Assert.Equal("10.77.0.201", second.Attributes.PublicIpv4);
        Assert.Equal("b", second.Attributes.Labels["zone"]);
        Assert.Equal((1, 2), (first.AttributesVersion, second.AttributesVersion));
        Assert.Equal(first.Instance, second.Instance);
        Assert.Empty(first.Token);
        Assert.Equal(16, second.Token.Length);
    }

    [Fact]
    public async Task A_coordinator_that_does_not_answer_is_left_for_the_next_one()
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(5);
        Node.Start("--coordinators", "http://10.77.0.254:1");
        await Node.HasRoutesAsync(PeerRoute);

        Leases.IsMute = true;
        await Eventually.IsTrue(() => Node.Log.Contains("does not answer"), "it is noticed", () => Node.Log);
        Leases.IsMute = false;

        var renewals = Leases.Renewals.Count;
        await Eventually.IsTrue(() => Leases.Renewals.Count > renewals + 2, "renewals go on", () => Node.Log);
    }

    [Fact]
    public async Task After_a_pause_the_lease_is_confirmed_before_anything_is_changed()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");

        await Node.Process.PauseAsync();
        Node.Host.Ip("address delete 10.244.1.1/24 dev docker0");
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        Node.Process.Resume();

        await Eventually.IsTrue(() => Node.Log.Contains("was Suspect"), "the lease is confirmed", () => Node.Log);
        await Node.HoldsAsync("10.244.1.1/24");
    }

    [Fact]
    public async Task Killed_at_any_moment_the_agent_comes_back_with_what_it_had()
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(5); // renewals, and with them saves, are frequent
        var random = new Random(7410);
        for (var round = 0; round < 8; round++)
        {
            Node.Start();
            await Task.Delay(random.Next(100, 2500), TestContext.Current.CancellationToken);
            Node.Process.Kill();
        }

        Node.Start();

        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);

        // One that was killed may have left the file that it was writing; the next save takes its place.
        var state = File.ReadAllText(StateFile);
        await Eventually.IsTrue(() => !Leases.Renewals.IsEmpty && File.ReadAllText(StateFile) != state, "the lease is renewed, and that is saved", () => Node.Log);
        Assert.Equal(0, await Node.Process.StopAsync()); // while it runs, a file may be on its way to its place
        Assert.DoesNotContain("damaged", Node.Log);
        Assert.Single(Leases.Acquires.Select(request => request.Instance).Distinct());
        Assert.Single(Leases.Renewals.Select(request => request.Epoch).Distinct());
        Assert.Equal(["lock", "state.json"], Directory.GetFiles(Node.StateDirectory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
