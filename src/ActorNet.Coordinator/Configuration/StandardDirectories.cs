namespace ActorNet.Coordinator.Configuration;

/// <summary>Where data is kept when nobody says where (Filesystem Hierarchy Standard 5.8 and XDG Base Directory Specification).</summary>
internal static class StandardDirectories
{
    public static string Data(bool isRoot, Func<string, string?> variable)
    {
        if (isRoot)
        {
            return "/var/lib/actornet/coordinator";
        }

        // The specification says to ignore relative paths here.
        var state = variable("XDG_STATE_HOME") is { } path && Path.IsPathRooted(path)
            ? path
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(state, "actornet", "coordinator");
    }
}
