namespace ActorNet.Chaos.Scenarios;

/// <summary>All scenarios, in the order in which they are played: what is about safety comes first.</summary>
internal static class Catalogue
{
    private const int Rounds = 8;
    private static readonly TimeSpan WithoutCoordinators = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new F01Crashes(), new F02Pauses(), new F03NamedPoints(), new F04Cuts(), new F05FullPool(), new F06AgentsGone(), new F07Clones(), new F08EtcdLeader(),
        new F09Disks(), new F10Watchers(), new F11EtcdDown(), new F12CoordinatorsDown(WithoutCoordinators), new F13Clocks(), new F14Wires(), new F15StateFiles(),
        new F16Swarm(Rounds),
    ];
}
