using ActorNet.Chaos.Lab;

namespace ActorNet.Chaos.Faults;

/// <summary>Whatever writes to a disk waits.</summary>
internal sealed class FrozenDisk(LoopDisk disk, string target) : Fault("frozen disk", target)
{
    public override Task InjectAsync() => disk.FreezeAsync();

    public override Task HealAsync() => disk.ThawAsync();
}
