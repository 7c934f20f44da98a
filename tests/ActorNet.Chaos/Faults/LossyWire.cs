using ActorNet.Testing;

namespace ActorNet.Chaos.Faults;

/// <summary>Some of the frames from and to a host are lost.</summary>
internal sealed class LossyWire(Network network, string target, int number, int percent) : Fault("loss", target)
{
    public override Task InjectAsync() => network.LoseAsync(number, percent);

    public override Task HealAsync() => network.LoseAsync(number, percent: 0);
}
