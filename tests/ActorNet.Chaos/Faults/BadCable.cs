using ActorNet.Testing;

namespace ActorNet.Chaos.Faults;

/// <summary>A host's wire delays, repeats or reorders frames.</summary>
internal sealed class BadCable(string kind, string target, Cable cable, CableManners manners) : Fault(kind, target)
{
    public override Task InjectAsync()
    {
        cable.Manners = manners;
        return Task.CompletedTask;
    }

    public override Task HealAsync()
    {
        cable.Manners = CableManners.Straight;
        return Task.CompletedTask;
    }
}
