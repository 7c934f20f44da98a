using System.Security.Cryptography;
using System.Text;
using ActorNet.Agent.Commands;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>What is found in the place of the state file when the agent starts: what is damaged is put aside and not believed, what is another's is not touched.</summary>
public sealed class StateFileTests : SingleNodeLab
{
    private string StateFile => Path.Combine(Node.StateDirectory, "state.json");

    public static TheoryData<string, Func<byte[], byte[]>> Damages => new()
    {
        { "cut off", bytes => bytes[..(bytes.Length / 2)] },
        { "without its last byte but one", bytes => bytes[..^2] },
        { "empty", _ => [] },
        { "zeroes, as after a power failure", bytes => new byte[bytes.Length] },
        { "one bit flipped in the deadline", bytes => Flip(bytes, "\"deadlineTicks\":") },
        { "one bit flipped in the checksum", bytes => Flip(bytes, "\"sha256\":\"") },
    };

    private static byte[] Flip(byte[] bytes, string after)
    {
        byte[] flipped = [.. bytes];
        flipped[bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(after)) + after.Length] ^= 1;
        return flipped;
    }

    private async Task HoldAndStopAsync()
    {
        Leases.TimeToLive = TimeSpan.FromHours(24);
        Node.Start();
        await Node.HoldsAsync("10.244.1.1/24");
        await Node.Process.StopAsync();
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task What_is_damaged_is_put_aside_and_not_believed(string how, Func<byte[], byte[]> damage)
    {
        await HoldAndStopAsync();
        var damaged = damage(await File.ReadAllBytesAsync(StateFile, TestContext.Current.CancellationToken));
        await File.WriteAllBytesAsync(StateFile, damaged, TestContext.Current.CancellationToken);
        await Coordinator.StopAsync();

        Node.Start();

        await Eventually.IsTrue(() => Node.Process.Log.Contains("No lease was given", StringComparison.Ordinal), $"it asks for a lease: {how}", () => Node.Log);
        await Node.SaysAsync("is damaged");
        Assert.DoesNotContain("Holding", Node.Process.Log);
        Assert.Equal(damaged, await File.ReadAllBytesAsync($"{StateFile}.damaged-1", TestContext.Current.CancellationToken));
        await Coordinator.StartAsync();
        await Node.HoldsAsync("10.244.1.1/24");
    }

    [Fact]
    public async Task What_a_newer_agent_wrote_is_left_to_it()
    {
        await HoldAndStopAsync();
        var text = await File.ReadAllTextAsync(StateFile, TestContext.Current.CancellationToken);
        var state = text[(text.IndexOf("\"state\":", StringComparison.Ordinal) + "\"state\":".Length)..^"}\n".Length].Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal);
        var newer = $$"""{"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))}}","state":{{state}}}""";
        await File.WriteAllTextAsync(StateFile, newer, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("run"));

        Assert.Contains("the state file has version 2", Node.Process.Log);
        Assert.Equal(newer, await File.ReadAllTextAsync(StateFile, TestContext.Current.CancellationToken));
        Assert.Equal(["10.244.1.1/24"], Node.Host.Addresses("docker0"));
    }

    [Fact]
    public async Task A_link_in_its_place_is_not_followed()
    {
        await HoldAndStopAsync();
        var elsewhere = Path.Combine(Node.StateDirectory, "elsewhere");
        File.Move(StateFile, elsewhere);
        File.CreateSymbolicLink(StateFile, elsewhere);

        Assert.Equal(ExitCodes.Failure, await Node.RunAsync("run"));

        Assert.Contains("is a symbolic link", Node.Process.Log);
    }

    [Fact]
    public async Task A_directory_that_is_somebody_elses_is_named()
    {
        await HoldAndStopAsync();
        var (code, _, error) = Command.Try(
            "ip", "netns", "exec", Node.Host.Namespace, "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps", "+net_admin", "--ambient-caps", "+net_admin",
            AgentProcess.Program, "run", "--node-id", "n1", "--state-directory", Node.StateDirectory, "--subnet-file", "", "--coordinators", Coordinator.Url);

        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains(Node.StateDirectory, error, StringComparison.Ordinal);
    }
}
