using ActorNet.Testing;

namespace ActorNet.Chaos.Faults;

/// <summary>
/// A program with a clock that is wrong, by libfaketime. It must be started with it: the program is killed and started again at both ends.
/// </summary>
/// <remarks>etcd is written in Go and asks the kernel itself: it cannot be lied to in this way.</remarks>
internal sealed class FalseClock : Fault
{
    private static readonly string Library = Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", SearchOption.AllDirectories).FirstOrDefault()
        ?? throw new FileNotFoundException("libfaketime is not installed (Debian: faketime)");

    private readonly SupervisedProgram program;
    private readonly Action<IReadOnlyList<string>> setEnvironment;
    private readonly IReadOnlyList<string> environment;
    private readonly Func<Task> after;

    private FalseClock(string kind, SupervisedProgram program, Action<IReadOnlyList<string>> setEnvironment, IReadOnlyList<string> environment, Func<Task> after)
        : base(kind, program.Name) => (this.program, this.setEnvironment, this.environment, this.after) = (program, setEnvironment, environment, after);

    /// <summary>The wall clock jumps, some seconds after the start; the monotonic clock does not.</summary>
    /// <param name="program">Whose.</param>
    /// <param name="setEnvironment">Sets its environment for the next start.</param>
    /// <param name="by">How far.</param>
    /// <param name="file">Where to write what libfaketime reads.</param>
    public static FalseClock Jump(SupervisedProgram program, Action<IReadOnlyList<string>> setEnvironment, TimeSpan by, string file)
    {
        File.WriteAllText(file, "+0");
        string[] variables =
        [
            $"LD_PRELOAD={Library}", $"FAKETIME_TIMESTAMP_FILE={file}", "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_FORCE_MONOTONIC_FIX=0", // Without the last one, waits with a time-out return early.
        ];
        return new FalseClock(by > TimeSpan.Zero ? "wall clock forward" : "wall clock back", program, setEnvironment, variables, async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(4));
            await File.WriteAllTextAsync(file, $"{(by > TimeSpan.Zero ? "+" : "-")}{Math.Abs(by.TotalSeconds)}");
        });
    }

    /// <summary>All clocks run at another rate.</summary>
    public static FalseClock Rate(SupervisedProgram program, Action<IReadOnlyList<string>> setEnvironment, double rate) => new(
        rate > 1 ? "clock that is fast" : "clock that is slow", program, setEnvironment,
        [$"LD_PRELOAD={Library}", FormattableString.Invariant($"FAKETIME=+0 x{rate}"), "FAKETIME_FORCE_MONOTONIC_FIX=0"], () => Task.CompletedTask);

    public override async Task InjectAsync()
    {
        await RestartAsync(environment);
        await after();
    }

    public override Task HealAsync() => RestartAsync([]);

    private async Task RestartAsync(IReadOnlyList<string> variables)
    {
        await program.KillAsync();
        setEnvironment(variables);
        program.Start();
    }
}
