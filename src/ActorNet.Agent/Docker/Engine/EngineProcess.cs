using System.Collections.Immutable;
using System.Globalization;

namespace ActorNet.Agent.Docker.Engine;

/// <summary>The process of a Docker engine.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Started">When it was started, in clock ticks since boot: with the number it is another process's never.</param>
/// <param name="Arguments">Its command line, the program first.</param>
internal sealed record EngineProcess(int Id, long Started, ImmutableArray<string> Arguments)
{
    private const string Name = "dockerd";
    private const string UnixScheme = "unix://";
    private const string DefaultSocket = "/var/run/docker.sock";
    private const int StartedField = 22; // proc_pid_stat(5), counted from 1

    /// <summary>Says whether it is still the same one, also after a restart of the agent.</summary>
    public string Identity => $"{Id}:{Started}";

    /// <summary>
    /// Looks for the engine whose docker0 is this host's: a <c>dockerd</c> in this process's network namespace. It is looked for before its socket is used, because to connect to a socket of systemd's
    /// would start an engine that is not meant to run yet. Where several run, it is the one that is likeliest to be asked at this socket. An agent in a container sees it only with the host's processes
    /// (<c>hostPID</c>).
    /// </summary>
    /// <param name="socket">Where the engine listens that is meant.</param>
    public static EngineProcess? Find(string socket)
    {
        var network = LinkOf("/proc/self/ns/net");
        List<EngineProcess> here = [], somewhere = [];
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                || TryReadText($"/proc/{id}/comm")?.TrimEnd() != Name
                || Read(id) is not { } found)
                continue;

            // Without CAP_SYS_PTRACE, which the agent's unit does not give, the kernel does not say which namespace it is in; a host has one engine, as a rule.
            var theirs = LinkOf($"/proc/{id}/ns/net");
            if (theirs == network)
                here.Add(found);
            else if (theirs is null)
                somewhere.Add(found);
        }

        return (here.Count > 0 ? here : somewhere).MaxBy(engine => engine.LikelinessAt(socket));
    }

    /// <summary>
    /// How likely it is to be asked at a socket: 2 if its command line names it, 1 if that names none or one of systemd's, 0 if it names others only. An agent in a container may have the socket
    /// elsewhere than the engine has it, so 0 is no proof.
    /// </summary>
    public int LikelinessAt(string socket)
    {
        var hosts = Values("host").Concat(Values("H")).ToList();
        return hosts.Any(host => SocketOf(host) == Plain(socket)) ? 2
            : hosts.TrueForAll(host => host.StartsWith("fd:", StringComparison.Ordinal)) ? 1
            : 0;
    }

    /// <summary>Whether it still runs.</summary>
    public bool IsAlive() => StartOf(Id) == Started;

    /// <summary>What it was given for an option, as <c>--key=value</c>, <c>--key value</c> or <c>--key</c> alone; null: nothing.</summary>
    public string? Flag(string key) => Values(key).FirstOrDefault();

    /// <summary>Everything that it was given for an option; a name of one letter has one hyphen.</summary>
    private IEnumerable<string> Values(string key)
    {
        var name = key.Length == 1 ? $"-{key}" : $"--{key}";
        for (var index = 1; index < Arguments.Length; index++)
        {
            var argument = Arguments[index];
            if (argument == name)
                yield return index + 1 < Arguments.Length && !Arguments[index + 1].StartsWith('-') ? Arguments[index + 1] : "true";
            else if (argument.StartsWith($"{name}=", StringComparison.Ordinal))
                yield return argument[(name.Length + 1)..];
        }
    }

    private static string? SocketOf(string host) => !host.StartsWith(UnixScheme, StringComparison.Ordinal) ? null : Plain(host.Length > UnixScheme.Length ? host[UnixScheme.Length..] : DefaultSocket);

    /// <summary>/var/run is a link to /run (file-hierarchy(7)).</summary>
    private static string Plain(string path) => path.StartsWith("/var/run/", StringComparison.Ordinal) ? path["/var".Length..] : path;

    private static EngineProcess? Read(int id) =>
        StartOf(id) is { } started && TryReadText($"/proc/{id}/cmdline") is { Length: > 0 } line
            ? new EngineProcess(id, started, [.. line.TrimEnd('\0').Split('\0')])
            : null;

    private static long? StartOf(int id)
    {
        // The name, in parentheses, may have spaces and parentheses of its own. A process that has ended and is not yet waited for (Z) does not run.
        if (TryReadText($"/proc/{id}/stat") is not { } stat || stat.LastIndexOf(')') is not (> 0 and var end))
            return null;

        var fields = stat[(end + 2)..].Split(' ');
        return fields[0] is not ("Z" or "X") && long.TryParse(fields[StartedField - 3], CultureInfo.InvariantCulture, out var started) ? started : null;
    }

    private static string? TryReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // ended meanwhile
        }
    }

    private static string? LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public bool Equals(EngineProcess? other) => other is not null && Id == other.Id && Started == other.Started;

    public override int GetHashCode() => HashCode.Combine(Id, Started);
}
