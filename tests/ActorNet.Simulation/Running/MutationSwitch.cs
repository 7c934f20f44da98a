namespace ActorNet.Simulation.Running;

/// <summary>Which of the mutations that are compiled in is in force on this thread; none, as long as nobody says so.</summary>
internal static class MutationSwitch
{
    [ThreadStatic]
    private static int inForce;

    /// <summary>Whether the mutation of this number, 1 or more, is in force.</summary>
    public static bool Is(int number) => inForce == number;

    /// <summary>Puts one in force; 0: none.</summary>
    public static void Set(int number) => inForce = number;
}
