using System.Runtime.InteropServices;

namespace ActorNet.Chaos.Observation;

/// <summary>
/// The clock of agents and that of the history. The first (CLOCK_BOOTTIME) is ahead of the second (CLOCK_MONOTONIC) by how long the machine was
/// suspended since it was started; both run at the same rate.
/// </summary>
internal static partial class Clocks
{
    private const int Monotonic = 1;
    private const int BootTime = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly long AheadNs = Read(BootTime) - Read(Monotonic);

    /// <summary>An agent's moment on the history's clock.</summary>
    public static long ToHistoryNs(TimeSpan sinceBoot) => (sinceBoot.Ticks * TimeSpan.NanosecondsPerTick) - AheadNs;

    private static long Read(int clock)
    {
        _ = ClockGetTime(clock, out var time);
        return (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
