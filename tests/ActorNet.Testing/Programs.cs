namespace ActorNet.Testing;

/// <summary>The programs of this repository, as they were built beside the tests.</summary>
public static class Programs
{
    public static string Coordinator => Find("actornet-coordinator");

    public static string Agent => Find("actornet-agent");

    public static string Cli => Find("actornet");

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    private static string Find(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{name} was not built beside the tests", path);
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "ActorNet.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("the tests do not run inside the repository");
    }
}
