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
        await AuditsAsync(cluster, "the route is found", exitCode: 1, audit => audit.GetProperty("findings").EnumerateArray().Any(finding =>
            finding.GetProperty("code").GetString() == "ROUTES_WRONG" && finding.GetProperty("metadata").GetProperty("node").GetString() == "node-1"));

        await node.Host.IpAsync($"route delete {other} proto static metric 50");
        await AuditsAsync(cluster, "clean again", exitCode: 0, audit => Examined(audit, "agents") == 2);
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

    private static long Examined(JsonElement audit, string check) => audit.GetProperty("summary").GetProperty("checks").EnumerateArray()
        .Where(candidate => candidate.GetProperty("name").GetString() == check)
        .Sum(candidate => long.Parse(candidate.GetProperty("examined").GetString()!));
}
