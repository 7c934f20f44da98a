using ActorNet.Testing;

namespace ActorNet.Chaos.Faults;

/// <summary>Frames between some hosts are lost.</summary>
internal sealed class Cut(string kind, string target, Network network, IReadOnlyList<(int From, int To)> wires) : Fault(kind, target)
{
    public override Task InjectAsync() => network.CutAsync(wires);

    public override Task HealAsync() => network.MendAsync(wires);
}
