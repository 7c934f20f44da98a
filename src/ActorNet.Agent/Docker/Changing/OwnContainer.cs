using System.Text.RegularExpressions;

namespace ActorNet.Agent.Docker.Changing;

/// <summary>The container that this process runs in, if an engine started it: the engine mounts files of the container's directory into it.</summary>
internal static partial class OwnContainer
{
    /// <summary>Its id; null: none.</summary>
    public static string? Find() => In(File.ReadAllText("/proc/self/mountinfo"));

    /// <summary>Reads it out of <c>/proc/PID/mountinfo</c> (proc(5)).</summary>
    public static string? In(string mounts) => Mount().Match(mounts) is { Success: true } match ? match.Groups["id"].Value : null;

    [GeneratedRegex(@"/containers/(?<id>[0-9a-f]{64})/(hostname|hosts|resolv\.conf) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mount();
}
