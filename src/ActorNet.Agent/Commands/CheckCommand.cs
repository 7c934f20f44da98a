using ActorNet.Agent.Checking;
using ActorNet.Agent.Clocks;
using ActorNet.Agent.Configuration;
using ActorNet.Netlink;

namespace ActorNet.Agent.Commands;

/// <summary><c>actornet-agent check</c>: looks at everything that has to be right for this node's containers to be reached, and says how to mend what is not.</summary>
internal static class CheckCommand
{
    private static readonly ICheck[] Checks =
    [
        new AgentCheck(), new CoordinatorsCheck(), new LeaseCheck(BootId.Current(), BootClock.Instance), new BridgeCheck(), new FilesCheck(), new ForwardingCheck(), new EntriesCheck(), new ChecksumCheck(), new PeersCheck(),
    ];

    /// <summary>Looks, prints, and answers with <see cref="CheckReport.ToExitCode"/>. Nothing is changed, and the daemon may run.</summary>
    public static async Task<int> RunAsync(AgentOptions options, bool asJson, CancellationToken cancellationToken)
    {
        await using var client = Connection.ToCoordinators(options);
        using var netlink = NetlinkConnection.Open();
        var findings = await Checkup.RunAsync(Checks, await CheckSceneReader.ReadAsync(options, client, netlink, cancellationToken), cancellationToken);
        await Console.Out.WriteAsync(asJson ? CheckReport.ToJson(findings) : CheckReport.ToText(findings));
        return CheckReport.ToExitCode(findings);
    }
}
