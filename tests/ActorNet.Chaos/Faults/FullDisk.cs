using ActorNet.Chaos.Lab;

namespace ActorNet.Chaos.Faults;

/// <summary>A disk has no room left. Who ends because of it is started again by its supervisor.</summary>
internal sealed class FullDisk(LoopDisk disk, string target) : Fault("full disk", target)
{
    public override Task InjectAsync() => disk.FillAsync();

    public override Task HealAsync()
    {
        disk.Empty();
        return Task.CompletedTask;
    }
}
