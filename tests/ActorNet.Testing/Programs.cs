namespace ActorNet.Testing;

/// <summary>The programs of this repository, as they were built.</summary>
public static class Programs
{
    public static string Coordinator => Find("ActorNet.Coordinator", "actornet-coordinator");

    /// <summary>The native binary, where whoever runs the tests says that there is one; the managed build otherwise.</summary>
    public static string Agent => Environment.GetEnvironmentVariable("ACTORNET_TEST_AGENT") is { Length: > 0 } native ? native : Find("ActorNet.Agent", "actornet-agent");

    public static string Cli => Find("ActorNet.Cli", "actornet");

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// Finds a program where its own project is built, in the configuration of the tests. The copy beside the tests would not start: it lacks
    /// the packages that the test project gets from a framework.
    /// </summary>
    private static string Find(string project, string name)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(Root, "src", project, "bin", output.Parent!.Name, output.Name, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{name} is not built", path);
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
