using System.Text.Json;
using ActorNet.Testing;

namespace ActorNet.Chaos.Faults;

/// <summary>etcd forgets everything but the present, and each member in turn rewrites its database, answering nothing meanwhile.</summary>
internal sealed class Compaction(EtcdCluster etcd) : Fault("compaction and defragmentation", "etcd")
{
    public override async Task InjectAsync()
    {
        var answer = await etcd.ControlAsync("get", "none", "--write-out", "json");
        using var parsed = JsonDocument.Parse(answer);
        var revision = parsed.RootElement.GetProperty("header").GetProperty("revision").GetInt64();
        await etcd.ControlAsync("compact", $"{revision}", "--physical");
        foreach (var member in etcd.Members)
        {
            var result = await etcd.TryControlAsync(member.Url, "defrag", "--command-timeout", "20s");
            if (result.ExitCode != 0)
            {
                throw new InvalidOperationException($"{member.Url} was not defragmented: {result.Error}");
            }
        }
    }

    public override Task HealAsync() => Task.CompletedTask;
}
