using ActorNet.Agent.Clocks;

namespace ActorNet.Agent.Tests.Clocks;

public sealed class BootClockTests
{
    [Fact]
    public void It_counts_from_the_start_of_the_machine_suspend_included()
    {
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0]);

        var now = Instant.Now(BootClock.Instance).SinceBoot.TotalSeconds;

        // /proc/uptime is CLOCK_BOOTTIME, cut to hundredths; the clock was read after it.
        Assert.InRange(now, uptime, uptime + 60);
    }

    [Fact]
    public void The_boot_id_is_the_kernels() =>
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), BootId.Current().Value);
}
