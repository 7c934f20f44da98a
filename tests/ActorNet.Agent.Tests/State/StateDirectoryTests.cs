using System.Text;
using ActorNet.Addressing;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.DataPlane;
using ActorNet.Agent.Docker;
using ActorNet.Agent.Docker.Changing;
using ActorNet.Agent.Docker.Daemon;
using ActorNet.Agent.Identity;
using ActorNet.Agent.Leasing;
using ActorNet.Agent.State;
using ActorNet.Agent.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorNet.Agent.Tests.State;

public sealed class StateDirectoryTests : IDisposable
{
    private static readonly AgentState Full = new()
    {
        Node = Node("node-1"),
        Instance = new InstanceId(UInt128.MaxValue - 5),
        Pool = "blue",
        Token = new LeaseToken(12345),
        Burnt = new Epoch(6),
        GivenUp = new GivenUpSubnets(new Epoch(7), [Prefix.Parse("10.244.8.0/24"), Prefix.Parse("fd00:0:0:8::/64")]),
        UnansweredRelease = new Epoch(4),
        Lease = new SavedLease(
            new HeldLease(
                "blue",
                [Prefix.Parse("10.244.1.0/24"), Prefix.Parse("10.244.9.0/24"), Prefix.Parse("fd00:0:0:1::/64")],
                new Epoch(7),
                TimeSpan.FromHours(24),
                [Prefix.Parse("10.244.0.0/16"), Prefix.Parse("fd00::/48")])
            {
                WholeNetworks = [Prefix.Parse("10.0.0.0/8")],
                Leaving = [Prefix.Parse("10.244.9.0/24")],
                MoveWindow = TimeSpan.FromMinutes(10),
            },
            new BootId("e2b1"),
            new Instant(TimeSpan.FromTicks(987654321)))
        {
            BothSince = new Instant(TimeSpan.FromTicks(123456789)),
        },
        Introduction = new Introduction(3, "5f16"),
        Footprint = new Footprint("docker0", [InterfaceAddress.FirstOf(Prefix.Parse("10.244.1.0/24"))], 74, ["/run/a", "/run/ü b"]),
        Docker = new DockerRecord(
            new DaemonEdit("/etc/docker/daemon.json", false, [new DaemonKey("bip", "\"172.17.0.1/16\"", "\"10.244.9.1/24\"", "\"10.244.1.1/24\""), new DaemonKey("mtu", null, null, "1450")]) { WrittenBeside = "70:100" },
            new DockerChange(ChangeStep.Undoing, ["c1", "c2"], "70:100"),
            new DockerTarget("10.244.1.0/24", "70:100", "71:200", "it did not come up")),
    };

    /// <summary>A node whose options name no pool.</summary>
    private static readonly AgentState Unnamed = Full with { Pool = "", LeasePool = "blue" };

    private readonly TemporaryDirectory _temporary = new();

    private string File => Path.Combine(_temporary.Location, "state.json");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void What_is_saved_is_loaded()
    {
        using var directory = StateDirectory.Open(_temporary.Location);
        Assert.Null(directory.Load());

        directory.Save(Full);

        Assert.Equal(Full, directory.Load());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal(["lock", "state.json"], Directory.GetFiles(_temporary.Location).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_state_without_a_lease_is_loaded_as_such()
    {
        using var directory = StateDirectory.Open(_temporary.Location);
        var bare = new AgentState { Node = Node("n"), Instance = InstanceId.NewRandom(), Pool = "" };

        directory.Save(bare);

        Assert.Equal(bare, directory.Load());
    }

    /// <summary>What an agent that knows nothing of moves has written, and what one can read.</summary>
    [Fact]
    public void A_state_without_a_move_is_as_it_was_before_there_were_any()
    {
        var lease = Full.Lease! with { BothSince = null };
        var still = Full with { GivenUp = null, Lease = lease with { Lease = lease.Lease.Without(lease.Lease.Leaving) with { MoveWindow = TimeSpan.Zero } } };

        var text = Encoding.UTF8.GetString(StateCodec.Encode(still));

        Assert.All(["givenUp", "leaving", "moveWindow", "bothSince"], name => Assert.DoesNotContain(name, text, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("\"version\":1,", text, StringComparison.Ordinal);
        Assert.Equal(still, StateCodec.Decode(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>An agent that is put back to an earlier version goes on with what it knows.</summary>
    [Fact]
    public void What_a_later_agent_has_added_is_passed_over()
    {
        var text = Encoding.UTF8.GetString(StateCodec.Encode(Full)).TrimEnd()[..^1];
        var body = text[(text.IndexOf("\"state\":", StringComparison.Ordinal) + "\"state\":".Length)..].Replace("\"burntEpoch\"", "\"later\":{\"epoch\":8},\"burntEpoch\"", StringComparison.Ordinal);
        var sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(body)));

        Assert.Equal(Full, StateCodec.Decode(Encoding.UTF8.GetBytes($$"""{"sha256":"{{sum}}","state":{{body}}}""")));
        Assert.Contains("later", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_flipped_bit_is_damage_or_changes_nothing()
    {
        var bytes = StateCodec.Encode(Full);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertDamagedOrSame(bytes);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Any_truncation_is_damage()
    {
        var bytes = StateCodec.Encode(Full);
        for (var length = 0; length < bytes.Length - 1; length++)
            Assert.Throws<StateDamagedException>(() => StateCodec.Decode(bytes.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"sha256":"","state":{}}""")]
    [InlineData("""{"sha256":null,"state":null}""")]
    public void Anything_else_is_damage(string text) => Assert.Throws<StateDamagedException>(() => StateCodec.Decode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_newer_version_is_refused_and_not_put_aside()
    {
        const string body = """{"version":2,"something":"else"}""";
        var sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        System.IO.File.WriteAllText(File, $$"""{"sha256":"{{sum}}","state":{{body}}}""");
        using var directory = StateDirectory.Open(_temporary.Location);

        Assert.Throws<StateVersionException>(() => StateLoader.TryLoad(directory, NullLogger.Instance));
        Assert.True(System.IO.File.Exists(File));
    }

    [Fact]
    public void A_damaged_file_is_put_aside_each_time_under_another_name()
    {
        using var directory = StateDirectory.Open(_temporary.Location);
        foreach (var number in new[] { 1, 2 })
        {
            System.IO.File.WriteAllText(File, $"damage {number}");

            Assert.Null(StateLoader.TryLoad(directory, NullLogger.Instance));

            Assert.False(System.IO.File.Exists(File));
            Assert.Equal($"damage {number}", System.IO.File.ReadAllText($"{File}.damaged-{number}"));
        }
    }

    [Fact]
    public void A_symbolic_link_is_not_followed()
    {
        using var directory = StateDirectory.Open(_temporary.Location);
        var target = _temporary["target"];
        System.IO.File.WriteAllText(target, "untouched");
        System.IO.File.CreateSymbolicLink(File, target);

        Assert.Throws<IOException>(() => directory.Load());
        directory.Save(Full);

        Assert.Equal("untouched", System.IO.File.ReadAllText(target));
        Assert.Equal(Full, directory.Load());
    }

    [Fact]
    public void A_directory_is_held_by_one_at_a_time()
    {
        using (StateDirectory.Open(_temporary.Location))
            Assert.Throws<StateInUseException>(() => StateDirectory.Open(_temporary.Location));

        using var again = StateDirectory.Open(_temporary.Location);
    }

    [Fact]
    public void A_save_that_fails_leaves_what_was_there()
    {
        using var directory = StateDirectory.Open(_temporary.Location);
        directory.Save(Full);
        Directory.CreateDirectory(_temporary["blocked"]);

        Assert.ThrowsAny<Exception>(() => ActorNet.Agent.Platform.AtomicFile.Write(_temporary["blocked"], [1], UnixFileMode.UserRead));

        Assert.Equal(["lock", "state.json"], Directory.GetFiles(_temporary.Location).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_state_of_another_node_or_pool_is_refused()
    {
        using var directory = StateDirectory.Open(_temporary.Location);
        directory.Save(Full);

        Assert.Throws<StateOfAnotherException>(() => StateLoader.LoadOrCreate(directory, Node("node-2"), "blue", NullLogger.Instance));
        Assert.Throws<StateOfAnotherException>(() => StateLoader.LoadOrCreate(directory, Node("node-1"), "", NullLogger.Instance));
        Assert.Equal(Full, StateLoader.LoadOrCreate(directory, Node("node-1"), "blue", NullLogger.Instance));
    }

    [Fact]
    public void A_new_installation_is_on_the_disk_at_once()
    {
        using var directory = StateDirectory.Open(_temporary.Location);

        var created = StateLoader.LoadOrCreate(directory, Node("node-1"), "blue", NullLogger.Instance);

        Assert.Equal(created, directory.Load());
    }

    [Fact]
    public async Task Many_changes_at_once_are_all_there_in_the_end()
    {
        using var directory = StateDirectory.Open(_temporary.Location);
        using var keeper = new StateKeeper(directory, Full with { Burnt = Epoch.None }, NullLogger<StateKeeper>.Instance);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => keeper.UpdateAsync(state => state with { Burnt = new Epoch(state.Burnt.Value + 1) })));

        Assert.Equal(new Epoch(50), directory.Load()!.Burnt);
    }

    [Fact]
    public void The_pool_that_was_chosen_is_named_until_the_lease_was_released()
    {
        Assert.Equal("blue", Unnamed.NamedPool);
        Assert.Equal("blue", (Unnamed with { LeasePool = null }).NamedPool);
        Assert.Equal("blue", Unnamed.GiveUpLease().NamedPool);
        Assert.Equal("", Unnamed.GiveUpLease().ReleaseAnswered().NamedPool);
        Assert.Equal("red", (Unnamed with { Pool = "red" }).NamedPool);
    }

    [Fact]
    public void Rule_7_Giving_up_erases_the_lease_and_burns_its_epoch()
    {
        var given = Full.GiveUpLease();
        Assert.Equal("blue", given.LeasePool);

        Assert.Null(given.Lease);
        Assert.Equal(new Epoch(7), given.Burnt);
        Assert.Equal(new Epoch(7), given.UnansweredRelease);
        Assert.Null(given.GivenUp); // it was a part of what is given up now
        Assert.Equal(given, given.GiveUpLease());
    }

    private static void AssertDamagedOrSame(byte[] bytes)
    {
        try
        {
            Assert.Equal(Full, StateCodec.Decode(bytes));
        }
        catch (StateDamagedException)
        {
            // As it should be.
        }
    }

    private static NodeId Node(string text) => NodeId.TryParse(text, out var id) ? id : throw new InvalidOperationException(text);

    [Fact]
    public async Task Whoever_ends_waits_for_the_save_that_is_under_way()
    {
        using var disk = new LoopDisk();
        using var directory = StateDirectory.Open(disk.Location);
        var keeper = new StateKeeper(directory, Full, NullLogger<StateKeeper>.Instance);
        disk.Freeze();
        keeper.UpdateInBackground(state => state);

        var ending = Task.Run(keeper.Dispose, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<TimeoutException>(() => ending.WaitAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        disk.Thaw();
        await ending;
        Assert.Equal(Full, StateDirectory.Peek(disk.Location));
    }
}
