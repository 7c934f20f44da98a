using System.Net;
using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Tests.EndToEnd;

public sealed class WatchdogTests : SingleNodeLab
{
    private const int WatchdogSeconds = 1;

    [Fact]
    public async Task Systemd_hears_that_the_agent_is_ready_what_it_does_that_it_lives_and_that_it_stops()
    {
        using var systemd = new NotifySocket();
        Node.Environment.AddRange(systemd.Environment(WatchdogSeconds));
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");

        await Eventually.IsTrue(() => systemd.Said.Contains("READY=1"), "it is ready", () => Node.Log);
        await Eventually.IsTrue(() => systemd.Said.Any(state => state.StartsWith("STATUS=Holding 10.244.1.0/24", StringComparison.Ordinal)), "it says what it holds", () => Node.Log);
        await Eventually.IsTrue(() => systemd.Pings > 3, "it says that it lives, again and again", () => Node.Log);
        await Node.Process.StopAsync();

        await Eventually.IsTrue(() => systemd.Said[^1] == "STOPPING=1", "it says that it stops", () => Node.Log);
    }

    [Fact]
    public async Task An_agent_that_stood_still_says_that_it_lives_when_it_goes_on()
    {
        using var systemd = new NotifySocket();
        Node.Environment.AddRange(systemd.Environment(WatchdogSeconds));
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.PauseAsync();
        var before = systemd.Pings;

        Node.Process.Resume();

        await Eventually.IsTrue(() => systemd.Pings > before, "it says that it lives", () => Node.Log);
        await Node.Pages.BecomesAsync("/healthz", HttpStatusCode.OK, () => Node.Log);
    }

    [Fact]
    public async Task A_loop_that_hangs_is_named_and_systemd_hears_nothing_until_it_turns_again()
    {
        using var systemd = new NotifySocket();
        using var disk = new LoopDisk();
        Node.Environment.AddRange(systemd.Environment(WatchdogSeconds));
        Leases.TimeToLive = TimeSpan.FromSeconds(5);
        Node.Start("--state-directory", disk.Location);
        await Node.HoldsAsync("10.244.1.1/24");
        var pages = new AgentPages(Path.Combine(disk.Location, "status.sock"));

        // What was revoked has to be on the disk before anything else is done with the lease.
        disk.Freeze();
        Leases.RenewalError = ErrorReason.LeaseRevoked;
        await Eventually.IsTrue(
            async () => await pages.ReadAsync("/healthz") is (HttpStatusCode.ServiceUnavailable, var hanging) && hanging.Contains("lease", StringComparison.Ordinal), "the loop is named", () => Node.Log);
        await Node.SaysAsync("Hanging: ");
        var pings = systemd.Pings;
        var (health, _) = await pages.ReadAsync("/healthz");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, pings), (health, systemd.Pings));
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
        Leases.RenewalError = null;
        disk.Thaw();
        await pages.BecomesAsync("/healthz", HttpStatusCode.OK, () => Node.Log);
        await Eventually.IsTrue(() => systemd.Pings > pings, "it says that it lives", () => Node.Log);
        Node.Process.Kill();
    }

    [Fact]
    public async Task What_the_watchdog_does_to_the_agent_leaves_the_host_as_it_is()
    {
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);

        await Node.Process.AbortAsync();

        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
        Assert.Equal(["10.244.1.0/24"], Node.Host.Held() ?? []);
        Assert.Equal([PeerRoute], Node.Host.Routes());
        await Coordinator.StopAsync();
        Node.Start();

        await Node.HoldsAsync("10.244.1.1/24");
        Assert.Equal([PeerRoute], Node.Host.Routes());
    }
}
