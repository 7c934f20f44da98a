using System.Text.Json;
using ActorNet.Testing;

namespace ActorNet.Integration.DataPath;

/// <summary>What <c>actornet audit</c> says of real nodes.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task A_cluster_is_clean_until_somebody_changes_a_nodes_routes_and_again_when_that_is_undone()
    {
        await using var cluster = await Cluster.StartAsync(2, "--pool-time-to-live", "6s");
        var (node, other) = (cluster.Nodes[0], (await cluster.SubnetsAsync())["node-2"]);

        await AuditsAsync(cluster, "clean, with both nodes looked at", exitCode: 0, audit => Examined(audit, "agents") == 2);

        await node.Host.IpAsync($"route add {other} via 10.77.0.99 proto static metric 50");
        await AuditsAsync(cluster, "the route is found", exitCode: 1, audit => Names(audit, "ROUTES_WRONG", "node-1"));

        await node.Host.IpAsync($"route delete {other} proto static metric 50");
        await AuditsAsync(cluster, "clean again", exitCode: 0, audit => Examined(audit, "agents") == 2);
    }

    [Fact]
    public async Task A_node_whose_tunnel_takes_too_little_is_named_and_one_whose_fence_is_in_other_hands()
    {
        await using var cluster = await Cluster.StartAsync(3, "--pool-time-to-live", "6s");
        foreach (var each in cluster.Nodes)
        {
            await each.Agent!.TerminateAsync();
            each.Flags = ["--backend", "vxlan"];
        }

        // The agent takes a device with its mark and its settings as its own, and the kernel refuses the second of two forwarding entries.
        var node = cluster.Nodes[0];
        await node.Host.IpAsync("link add anet.1 type vxlan id 1 dev eth0 local 10.77.0.1 dstport 8472 nolearning maxaddress 1");
        await node.Host.IpAsync("link set anet.1 alias actornet");
        cluster.Nodes.ToList().ForEach(Cluster.StartAgent);
        await AuditsAsync(cluster, "the entry is found", exitCode: 1, audit => Names(audit, "OVERLAY_WRONG", "node-1"));

        await node.Host.IpAsync("link delete anet.1");
        await AuditsAsync(cluster, "clean with a device that the agent has made", exitCode: 0, audit => Examined(audit, "agents") == 3);

        await using (await TableOwner.TakeAsync(node.Host.Name, "actornet"))
        {
            await AuditsAsync(cluster, "the fence is missed", exitCode: 1, audit => Names(audit, "FENCE_MISSING", "node-1"));
        }

        await AuditsAsync(cluster, "clean again", exitCode: 0, audit => Examined(audit, "agents") == 3);
    }

    private static Task AuditsAsync(Cluster cluster, string what, int exitCode, Func<JsonElement, bool> condition)
    {
        ShellResult? last = null;
        return Eventually.HoldsAsync(
            what,
            async () =>
            {
                last = await cluster.CliAsync("audit", "-o", "json");
                if (last.ExitCode != exitCode)
                {
                    return false;
                }

                using var document = JsonDocument.Parse(last.Output);
                return condition(document.RootElement);
            },
            evidence: () => $"{last}\n{cluster.Logs}");
    }

    /// <summary>Whether there is one finding, and it is this one.</summary>
    private static bool Names(JsonElement audit, string code, string node) => audit.GetProperty("findings").EnumerateArray().ToList() is [var finding]
        && finding.GetProperty("code").GetString() == code && finding.GetProperty("metadata").GetProperty("node").GetString() == node;

    private static long Examined(JsonElement audit, string check) => audit.GetProperty("summary").GetProperty("checks").EnumerateArray()
        .Where(candidate => candidate.GetProperty("name").GetString() == check)
        .Sum(candidate => long.Parse(candidate.GetProperty("examined").GetString()!));
}
