namespace ActorNet.Testing;

/// <summary>The threads of a process.</summary>
public static class ProcessThreads
{
    /// <summary>Whether all of them stand still (SIGSTOP): each hears of the signal by itself.</summary>
    public static bool AllStandStill(int process) => Directory.EnumerateDirectories($"/proc/{process}/task").All(StandsStill);

    /// <summary>proc_pid_stat(5): the state is the first word behind the name, which stands in parentheses and may have any of its own. A thread that is gone does nothing more.</summary>
    private static bool StandsStill(string thread)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(thread, "stat"));
            return stat[stat.LastIndexOf(')')..].StartsWith(") T", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
