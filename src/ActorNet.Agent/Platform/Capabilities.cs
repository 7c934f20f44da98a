using System.Globalization;

namespace ActorNet.Agent.Platform;

/// <summary>What the kernel lets this process do (capabilities(7)).</summary>
internal static class Capabilities
{
    private const int NetAdmin = 12;
    private const string Key = "CapEff:";

    /// <summary>Whether this process may change links, addresses and routes.</summary>
    public static bool MayChangeNetwork() => HasNetAdmin(File.ReadLines("/proc/self/status"));

    /// <summary>Reads it out of the lines of <c>/proc/PID/status</c>.</summary>
    public static bool HasNetAdmin(IEnumerable<string> status) =>
        status.FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) is { } line
        && ulong.TryParse(line.AsSpan(Key.Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var effective)
        && (effective & (1UL << NetAdmin)) != 0;
}
