using ActorNet.Agent.State;
using ActorNet.Agent.Tests.Fixtures;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>A node that has <c>10.244.1.0/24</c>, and <c>10.244.60.0/24</c> besides.</summary>
public sealed class FurtherTests : SingleNodeLab
{
    private const string First = "10.244.1.1/24";
    private const string Further = "10.244.60.1/24";

    [Fact]
    public async Task A_node_that_wants_more_asks_until_it_has_it_and_its_bridge_has_the_first_address_of_each()
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(6);
        Node.Start("--ipv4-prefix-length", "23", "--most-subnets", "2");
        await Node.HoldsAsync(First);

        Leases.Forget("n1");
        Leases.Assign("n1", "10.244.1.0/24", "10.244.60.0/24");

        await Node.HoldsAsync(First, Further);
        await Node.HasRoutesAsync(PeerRoute);
        await AttestsAsync("10.244.1.0/24", "10.244.60.0/24");
        Assert.Contains($"FLANNEL_SUBNET={First}\n", await File.ReadAllTextAsync(Node.SubnetFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("10.244.60", await File.ReadAllTextAsync(Node.DockerOptionsFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.All(Leases.Acquires, acquire => Assert.Equal((23, 2, false), (acquire.Ipv4PrefixLength, acquire.MostSubnets, acquire.GivesBack)));
        Assert.DoesNotContain("new subnet", Node.Log, StringComparison.Ordinal);

        Node.Host.Ip($"address delete {Further} dev docker0");
        await Node.HoldsAsync(First, Further);
        Node.Process.Kill();
        Node.Start("--ipv4-prefix-length", "23", "--most-subnets", "2");
        await Eventually.IsTrue(() => SavedState().Lease!.Lease.Staying.Count() == 2 && Node.Log.Contains("Holding 10.244.1.0/24, 10.244.60.0/24", StringComparison.Ordinal), "it has both after a restart", () => Node.Log);
    }

    [Fact]
    public async Task A_node_that_wants_less_takes_the_further_one_off_the_host_and_gives_it_up()
    {
        Leases.TimeToLive = TimeSpan.FromSeconds(6);
        Leases.Pool.MoveWindow = new Duration { Seconds = 1 };
        Leases.Assign("n1", "10.244.1.0/24", "10.244.60.0/24");
        Node.Start("--ipv4-prefix-length", "24", "--most-subnets", "2", "--give-back", "true");
        await Node.HoldsAsync(First, Further);

        Leases.GiveBack("n1", "10.244.60.0/24");

        await Eventually.IsTrue(
            () => SavedState() is { GivenUp: null, Lease.Lease: { Leaving.IsEmpty: true, Subnets: [var only] } } && only.ToString() == "10.244.1.0/24",
            "it has only the first",
            () => Node.Log);
        await Eventually.IsTrue(() => Node.Host.Addresses("docker0") is [First], "docker0 has only the first", () => Node.Log);
        await Node.SaysAsync("Giving back 10.244.60.0/24, keeping 10.244.1.0/24");
        Assert.Contains(Leases.Acquires, acquire => acquire is { GivesBack: true, GivenUp: ["10.244.60.0/24"] });
        await Node.HasRoutesAsync(PeerRoute);
    }

    private Task AttestsAsync(params string[] subnets) => Eventually.IsTrue(
        () => Leases.Renewals.LastOrDefault() is { Attestation: { Problem: "" } said } && said.ConfiguredSubnets.SequenceEqual(subnets),
        $"the node attests {string.Join(", ", subnets)}",
        () => $"{Leases.Renewals.LastOrDefault()}\n{Node.Log}");

    private AgentState SavedState() => StateCodec.Decode(File.ReadAllBytes(Path.Combine(Node.StateDirectory, "state.json")));
}
