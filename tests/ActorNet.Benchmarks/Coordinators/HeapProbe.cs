using System.Globalization;
using System.Runtime.InteropServices;
using ActorNet.Benchmarks.Coordinators;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Coordinators
{
    /// <summary>
    /// Has a .NET program collect its garbage and say how much is alive: resident memory holds what is not collected yet, and what is not given
    /// back. The runtime loads this assembly into the program at its start (<c>DOTNET_STARTUP_HOOKS</c>), and a signal asks.
    /// </summary>
    internal static class HeapProbe
    {
        private const string Mark = "live bytes: ";
        private const int UserSignal = 10; // SIGUSR1

        /// <summary>What the program's environment needs.</summary>
        public static string Variable => $"DOTNET_STARTUP_HOOKS={typeof(HeapProbe).Assembly.Location}";

        /// <summary>Asks a program that was started with <see cref="Variable"/>.</summary>
        public static async Task<long> AskAsync(RunningProgram program)
        {
            var before = Answers(program).Count;
            await Shell.RunAsync("kill", $"-{UserSignal}", program.Id.ToString());
            await Eventually.HoldsAsync("the heap's measurement", () => Task.FromResult(Answers(program).Count > before));
            return Answers(program)[^1];
        }

        /// <summary>Runs inside the program.</summary>
        public static PosixSignalRegistration Listen() => PosixSignalRegistration.Create((PosixSignal)UserSignal, context =>
        {
            context.Cancel = true;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Console.Error.WriteLine($"{Mark}{GC.GetTotalMemory(forceFullCollection: true)}");
        });

        private static List<long> Answers(RunningProgram program) =>
        [
            .. program.Log.Split('\n')
                .Where(line => line.StartsWith(Mark, StringComparison.Ordinal))
                .Select(line => long.Parse(line.AsSpan(Mark.Length), CultureInfo.InvariantCulture)),
        ];
    }
}

/// <summary>The runtime looks for this name, outside of any namespace.</summary>
#pragma warning disable MA0047
internal static class StartupHook
{
    private static PosixSignalRegistration? registration;

    public static void Initialize() => registration = HeapProbe.Listen();
}
#pragma warning restore MA0047
