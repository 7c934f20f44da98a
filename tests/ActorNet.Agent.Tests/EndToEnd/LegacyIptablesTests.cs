using System.Diagnostics;
using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>The older one, whose tables are its own: nobody tells of changes there, and its programs share a lock.</summary>
public sealed class LegacyIptablesTests() : IptablesTests("legacy")
{
    [Fact]
    public async Task While_another_program_has_the_lock_it_is_said_and_afterwards_the_rules_are_made()
    {
        using var directory = new TemporaryDirectory();
        var file = directory["lock"];
        Node.Environment.Add($"XTABLES_LOCKFILE={file}");
        using var holder = Process.Start(new ProcessStartInfo("flock", [file, "sleep", "600"]))!;
        try
        {
            await Eventually.IsTrue(() => Command.Try("flock", "--nonblock", file, "true").Code != 0, "the lock is taken");
            await StartWithProgramsAsync("--rules", "iptables");
            await Eventually.IsTrue(() => Node.Log.Contains("holding the xtables lock"), "it is said", () => Node.Log);
            Assert.Empty(Of("ACTORNET-FWD"));
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
        }

        await HasChainsAsync();
    }
}
