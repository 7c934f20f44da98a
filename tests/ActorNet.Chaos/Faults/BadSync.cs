using ActorNet.Testing;

namespace ActorNet.Chaos.Faults;

/// <summary>A member's fdatasync takes long, or fails: strace stands between it and the kernel.</summary>
internal sealed class BadSync : Fault
{
    private readonly EtcdMemberProcess member;
    private readonly string injection;
    private RunningProgram? tracer;

    private BadSync(string kind, EtcdMemberProcess member, string injection)
        : base(kind, member.Url) => (this.member, this.injection) = (member, injection);

    /// <summary>Each one takes so much longer.</summary>
    public static BadSync Slow(EtcdMemberProcess member, TimeSpan delay) => new("slow fsync", member, $"delay_enter={(long)delay.TotalMicroseconds}");

    /// <summary>The next one fails with EIO: etcd ends itself, and its supervisor starts it again.</summary>
    public static BadSync Failing(EtcdMemberProcess member) => new("fsync that fails", member, "error=EIO:when=1");

    public override async Task InjectAsync()
    {
        tracer = RunningProgram.Start("strace", "-qq", "-f", "-p", $"{member.Id}", "-e", "trace=fdatasync,fsync", "-e", $"inject=fdatasync,fsync:{injection}", "-o", "/dev/null");
        await Eventually.HoldsAsync("strace at work", () => Task.FromResult(tracer.HasExited || IsTraced()), evidence: () => tracer.Log);
    }

    public override async Task HealAsync()
    {
        if (tracer is { HasExited: false })
        {
            await Shell.TryRunAsync("kill", "-INT", $"{tracer.Id}");
            await tracer.WaitForExitAsync();
        }

        await tracer!.DisposeAsync();
    }

    private bool IsTraced()
    {
        try
        {
            return File.ReadLines($"/proc/{member.Id}/status").Any(line => line.StartsWith("TracerPid:", StringComparison.Ordinal) && !line.EndsWith("\t0", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return true; // It has ended already: the injection was faster.
        }
    }
}
