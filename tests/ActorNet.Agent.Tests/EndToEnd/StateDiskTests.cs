using ActorNet.Agent.Commands;
using ActorNet.Agent.Tests.Fixtures;
using ActorNet.Contracts.V1;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>The disk with the state file fails at every step of a lease's life: nothing is believed, or told to anybody, that is not on it, and the agent goes on by itself once it is back.</summary>
public sealed class StateDiskTests : SingleNodeLab
{
    /// <summary>That of the first grant: the other node has the one before.</summary>
    private const long FirstEpoch = 2;

    private readonly LoopDisk _disk = new();

    public static TheoryData<string> Failures => ["full", "read-only"];

    private string StateFile => Path.Combine(_disk.Location, "state.json");

    private AgentPages Pages => new(Path.Combine(_disk.Location, "status.sock"));

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _disk.Dispose();
    }

    private void Start(params string[] flags) => Node.Start(["--state-directory", _disk.Location, .. flags]);

    private async Task StartHoldingAsync(TimeSpan timeToLive)
    {
        Leases.TimeToLive = timeToLive;
        Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.HasRoutesAsync(PeerRoute);
    }

    private void Fail(string how)
    {
        if (how == "full")
            _disk.Fill();
        else if (how == "read-only")
            _disk.MakeReadOnly();
        else
            _disk.Fail();
    }

    private void Mend(string how)
    {
        if (how == "full")
            _disk.Empty();
        else if (how == "read-only")
            _disk.MakeWritable();
        else
            _disk.Replace();
    }

    private Task SaysAsync(string text) => Node.SaysAsync(text);

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task While_a_lease_is_held_it_is_renewed_and_what_a_restart_needs_is_saved_when_the_disk_is_back(string how)
    {
        await StartHoldingAsync(TimeSpan.FromSeconds(20));
        Fail(how);

        await SaysAsync("The state cannot be saved in");
        var renewals = Leases.Renewals.Count;
        await Eventually.IsTrue(() => Leases.Renewals.Count > renewals + 4, "it is renewed for longer than its time to live", () => Node.Log);
        await Node.LetsPassAsync("10.244.1.0/24");
        Assert.Equal([PeerRoute], Node.Host.Routes());
        Assert.DoesNotContain("lapsed", Node.Log);
        Assert.Equal(1, Count("The state cannot be saved in"));
        Assert.Contains("state cannot be saved", await Page("/status"), StringComparison.Ordinal);

        Mend(how);
        await SaysAsync("The state is saved in");
        var before = await File.ReadAllTextAsync(StateFile, TestContext.Current.CancellationToken);
        await Eventually.IsTrue(() => File.ReadAllText(StateFile) != before, "each renewal is saved", () => Node.Log);

        // And a restart believes in it.
        Node.Process.Kill();
        Leases.TimeToLive = TimeSpan.FromSeconds(60);
        Start();
        await Node.HoldsAsync("10.244.1.1/24");
    }

    [Fact]
    public async Task A_disk_that_gives_errors_costs_no_lease_and_a_restart_on_another_one_goes_on_with_it()
    {
        await StartHoldingAsync(TimeSpan.FromSeconds(20));
        Fail("broken");

        await SaysAsync("The state cannot be saved in");
        await SaysAsync("Input/output error");
        var renewals = Leases.Renewals.Count;
        await Eventually.IsTrue(() => Leases.Renewals.Count > renewals + 4, "it is renewed for longer than its time to live", () => Node.Log);
        Assert.DoesNotContain("lapsed", Node.Log);
        await Node.LetsPassAsync("10.244.1.0/24");

        Node.Process.Kill();
        _disk.Replace();
        Start();
        await Node.LetsPassAsync("10.244.1.0/24");
        await Eventually.IsTrue(() => Leases.Renewals.Count > renewals + 6, "it is renewed", () => Node.Log);
        Assert.Single(Leases.Renewals.Select(renewal => renewal.Epoch).Distinct());
        Assert.Single(Leases.Acquires.Select(request => request.Instance).Distinct());
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_restart_believes_what_was_saved_before_the_disk_failed_and_no_longer(string how)
    {
        await StartHoldingAsync(TimeSpan.FromSeconds(90));
        Fail(how);
        Node.Process.Kill();
        await Coordinator.StopAsync();

        Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.LetsPassAsync("10.244.1.0/24");
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_later_deadline_that_could_not_be_saved_is_not_believed_after_a_restart(string how)
    {
        await StartHoldingAsync(TimeSpan.FromSeconds(8));
        Fail(how);
        Leases.TimeToLive = TimeSpan.FromHours(24);
        await SaysAsync("The state cannot be saved in");
        Node.Process.Kill();
        await Coordinator.StopAsync();

        Start();

        await Eventually.IsTrue(() => Node.Process.Log.Contains("lapsed", StringComparison.Ordinal), "it lapses when the deadline on the disk has passed", () => Node.Log);
        await Node.IsFencedAsync();
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task On_the_first_start_the_agent_says_what_it_lacks_and_asks_for_nothing(string how)
    {
        Fail(how);

        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("run", "--state-directory", _disk.Location));

        Assert.Contains(_disk.Location, Node.Log, StringComparison.Ordinal);
        Assert.Empty(Leases.Acquires);
        Mend(how);
        Start();
        await Node.HoldsAsync("10.244.1.1/24");
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_grant_to_move_is_taken_only_once_it_is_saved(string how)
    {
        Leases.Pool.MoveWindow = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(2));
        await StartHoldingAsync(TimeSpan.FromSeconds(20));
        Fail(how);
        Leases.Move("n1", "10.244.50.0/24");

        await SaysAsync("the lease cannot be saved");
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
        Assert.DoesNotContain("10.244.50.0/24", Node.Host.Held()!);

        Mend(how);
        await Node.LetsPassAsync("10.244.50.0/24");
        await Eventually.IsTrue(() => Node.Host.Addresses("docker0").SequenceEqual(["10.244.50.1/24"]), "docker0 has moved", () => Node.Log);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_was_taken_back_is_fenced_at_once_and_nothing_is_asked_for_before_it_is_erased(string how)
    {
        await StartHoldingAsync(TimeSpan.FromSeconds(12)); // a lapse would ask for another one
        Fail(how);
        var acquires = Leases.Acquires.Count;
        Leases.RenewalError = ErrorReason.LeaseRevoked;

        await SaysAsync("What was given up cannot be erased");
        await Node.IsFencedAsync();
        Assert.Equal(acquires, Leases.Acquires.Count);
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));

        Leases.RenewalError = null;
        Mend(how);
        await Node.LetsPassAsync("10.244.1.0/24");
        Assert.True(Leases.Acquires.Last().BurntEpoch > 0);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_lapsed_lease_comes_back_once_the_disk_is_back(string how)
    {
        await StartHoldingAsync(TimeSpan.FromSeconds(5));
        await Coordinator.StopAsync();
        Fail(how);
        await Node.IsFencedAsync();

        await Coordinator.StartAsync();
        await SaysAsync("the lease cannot be saved");
        await Node.IsFencedAsync();

        Mend(how);
        await Node.LetsPassAsync("10.244.1.0/24");
        await Eventually.IsTrue(() => Leases.Renewals.Any(renewal => renewal.Epoch == FirstEpoch), "it is the same lease", () => Node.Log);
    }

    [Theory]
    [InlineData("full")]
    [InlineData("read-only")]
    [InlineData("broken")]
    public async Task A_release_of_what_cannot_be_erased_is_refused_and_tells_nobody(string how)
    {
        await StartHoldingAsync(TimeSpan.FromSeconds(60));
        await Node.Process.StopAsync();
        Fail(how);

        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("release", "--state-directory", _disk.Location));

        Assert.Empty(Leases.Releases);
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
        Mend(how);
        Assert.Contains(await Node.RunAsync("release", "--state-directory", _disk.Location), (int[])[ExitCodes.Success, ExitCodes.ReleaseUnanswered]); // whether or not a coordinator has answered in time
        Assert.Equal(FirstEpoch, Assert.Single(Leases.Releases.Select(release => release.Epoch).Distinct()));
    }

    private int Count(string text) => Node.Log.Split(text).Length - 1;

    private async Task<string> Page(string path) => (await Pages.ReadAsync(path)).Content;
}
