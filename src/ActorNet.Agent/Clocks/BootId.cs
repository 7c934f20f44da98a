namespace ActorNet.Agent.Clocks;

/// <summary>The kernel's name for the time since it was started. Deadlines of another boot are worthless (<c>safety.md</c> rule 9).</summary>
internal readonly record struct BootId(string Value)
{
    private const string Source = "/proc/sys/kernel/random/boot_id";

    /// <summary>This boot's.</summary>
    /// <exception cref="IOException">/proc is not there.</exception>
    public static BootId Current() => new(File.ReadAllText(Source).Trim());

    public override string ToString() => Value;
}
