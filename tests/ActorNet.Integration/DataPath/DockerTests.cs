using System.Net;
using ActorNet.Addressing;
using ActorNet.Testing;

namespace ActorNet.Integration.DataPath;

/// <summary>Docker engines started on the docker0 that the agents made, with the options that they wrote.</summary>
public sealed class DockerTests
{
    [Fact]
    public async Task Containers_of_two_docker_engines_reach_each_other()
    {
        await using var cluster = await Cluster.StartAsync(2);
        using var directory = new TemporaryDirectory();
        await using var one = await DockerEngine.StartAsync(cluster.Nodes[0], directory.Combine("1"));
        await using var two = await DockerEngine.StartAsync(cluster.Nodes[1], directory.Combine("2"));

        var (first, second) = (await one.RunContainerAsync(), await two.RunContainerAsync());

        var subnets = await cluster.SubnetsAsync();
        Assert.StartsWith(subnets["node-1"].Replace("0/24", ""), first);
        Assert.StartsWith(subnets["node-2"].Replace("0/24", ""), second);
        Assert.True(await one.CanPingAsync(second), one.Log);
        Assert.True(await two.CanPingAsync(first), two.Log);
    }

    [Theory]
    [InlineData("host-gw", false)]
    [InlineData("host-gw", true)]
    [InlineData("vxlan", false)]
    [InlineData("vxlan", true)]
    public async Task A_container_of_another_node_sees_the_containers_address_if_the_agent_masquerades_and_the_nodes_if_Docker_does(string backend, bool agentMasquerades)
    {
        await using var cluster = await Cluster.StartWithAsync(2, ["--backend", backend, .. agentMasquerades ? new[] { "--ip-masquerade", "true" } : []]);
        using var directory = new TemporaryDirectory();
        await using var one = await DockerEngine.StartAsync(cluster.Nodes[0], directory.Combine("1"));
        await using var two = await DockerEngine.StartAsync(cluster.Nodes[1], directory.Combine("2"));
        var (client, server) = (await one.RunContainerAsync(), await two.RunContainerAsync());
        await using var service = two.StartInContainer("/bin/busybox", "httpd", "-f", "-vv", "-p", "0.0.0.0:8080");
        await Eventually.HoldsAsync(
            "an answer of the server",
            async () => (await one.TryInContainerAsync("/bin/busybox", "wget", "-q", "-O", "-", $"http://{server}:8080/")).Error.Contains("404", StringComparison.Ordinal),
            evidence: () => cluster.Logs);

        // Of the node's addresses it is that of the device towards the other one: with vxlan the tunnel's, the first of the subnet.
        var seen = agentMasquerades ? client : backend == "vxlan" ? $"{Prefix.Parse((await cluster.SubnetsAsync())["node-1"]).Address}" : Network.AddressOf(1);
        await Eventually.HoldsAsync($"the server sees {seen}", () => Task.FromResult(service.Log.Contains($"{seen}:", StringComparison.Ordinal)), evidence: () => service.Log);
    }

    [Fact]
    public async Task An_engine_that_is_restarted_while_its_node_moves_gives_its_containers_the_new_subnet()
    {
        await using var cluster = await Cluster.StartAsync(2, "--pool-time-to-live", "15s");
        using var channel = cluster.Connect();
        await Moves.SetWindowAsync(channel, seconds: 3600);
        using var directory = new TemporaryDirectory();
        var (mover, far) = (cluster.Nodes[0], await cluster.AddContainerAsync(cluster.Nodes[1]));
        var old = Prefix.Parse((await cluster.SubnetsAsync())[mover.Name]);
        await using (var engine = await DockerEngine.StartAsync(mover, directory.Combine("docker")))
        {
            var onOld = await engine.RunContainerAsync();
            await Moves.DrainAsync(channel, old);
            await Eventually.HoldsAsync("docker0 has both subnets", async () => (await mover.Docker0AddressesAsync()).Length == 2, evidence: () => cluster.Logs);
            await Eventually.HoldsAsync(
                "Docker's options name the new one",
                async () => !(await File.ReadAllTextAsync(mover.DockerOptionsFile)).Contains($"--bip={old.FirstUsable}/", StringComparison.Ordinal),
                evidence: () => cluster.Logs);
            Assert.True(old.Contains(IPAddress.Parse(onOld)));
            Assert.True(await engine.CanPingAsync(far.Address), engine.Log);
        }

        await using var restarted = await DockerEngine.StartAsync(mover, directory.Combine("docker"));
        var onNew = await restarted.RunContainerAsync();
        var moved = Prefix.Parse((await cluster.SubnetsAsync())[mover.Name]);
        Assert.True(moved != old && moved.Contains(IPAddress.Parse(onNew)), $"{onNew} is not in {moved}");
        Assert.Equal(2, (await mover.Docker0AddressesAsync()).Length); // Docker has left the other address alone

        await Moves.SetWindowAsync(channel, seconds: 0);
        await Eventually.HoldsAsync(
            "docker0 has only the new subnet",
            async () => (await mover.Docker0AddressesAsync()).SequenceEqual([$"{moved.FirstUsable}/{moved.Length}"]),
            evidence: () => cluster.Logs);
        Assert.True(await restarted.CanPingAsync(far.Address), restarted.Log);
        Assert.True(await far.CanPingAsync(onNew), restarted.Log);
    }
}
