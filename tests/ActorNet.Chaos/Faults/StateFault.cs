using ActorNet.Chaos.Lab;

namespace ActorNet.Chaos.Faults;

/// <summary>An agent's disk takes nothing more. The agent is killed meanwhile, and must make do with what it finds.</summary>
internal sealed class FullStateDisk(Node node, MemoryDisk disk) : Fault("state file on a full disk", node.Name)
{
    public override async Task InjectAsync()
    {
        await disk.FillAsync();
        await node.Agent.KillAsync();
        node.Agent.Start();
    }

    public override Task HealAsync()
    {
        disk.Empty();
        return Task.CompletedTask;
    }
}

/// <summary>An agent's disk is read-only; it was mounted so while the agent was away, as after an error of the file system.</summary>
internal sealed class ReadOnlyStateDisk(Node node, MemoryDisk disk) : Fault("state file on a read-only disk", node.Name)
{
    public override async Task InjectAsync()
    {
        await node.Agent.KillAsync();
        await disk.MakeReadOnlyAsync();
        node.Agent.Start();
    }

    public override async Task HealAsync()
    {
        await node.Agent.KillAsync();
        await disk.MakeWritableAsync();
        node.Agent.Start();
    }
}

/// <summary>A bit of the state file flips while the agent is away.</summary>
internal sealed class FlippedBit(Node node, int seed) : Fault("flipped bit in the state file", node.Name)
{
    public override async Task InjectAsync()
    {
        await node.Agent.KillAsync();
        var file = Path.Combine(node.StateDirectory, "state.json");
        var bytes = await File.ReadAllBytesAsync(file);
        var random = new Random(seed);
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        await File.WriteAllBytesAsync(file, bytes);
        node.Agent.Start();
    }

    public override Task HealAsync() => Task.CompletedTask;
}
