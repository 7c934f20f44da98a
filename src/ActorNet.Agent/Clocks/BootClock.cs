using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ActorNet.Agent.Clocks;

/// <summary>
/// CLOCK_BOOTTIME (clock_gettime(2)). The runtime's own timestamps are CLOCK_MONOTONIC, which stands still while the machine is suspended:
/// an agent that slept through its lease would go on believing in it. This one keeps counting, and starts at 0 with the kernel, so that a
/// deadline written to disk can be compared after a restart of the agent in the same boot.
/// </summary>
internal sealed partial class BootClock : TimeProvider
{
    private const int ClockBoottime = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static readonly BootClock Instance = new();

    private BootClock()
    {
    }

    public override long TimestampFrequency => NanosecondsPerSecond;

    public override long GetTimestamp() =>
        ClockGetTime(ClockBoottime, out var time) == 0
            ? (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds
            : throw new Win32Exception(Marshal.GetLastPInvokeError(), "CLOCK_BOOTTIME cannot be read");

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
