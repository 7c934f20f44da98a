using ActorNet.Testing;

namespace ActorNet.Chaos.Pausing;

/// <summary>The pause points of one process: a directory, in which the file of an armed point lies until the process comes there.</summary>
internal sealed class PausePoints
{
    /// <summary>Tells the process the directory.</summary>
    public const string DirectoryVariable = "ACTORNET_PAUSE_POINTS";

    private readonly string directory;

    public PausePoints(string directory)
    {
        this.directory = directory;
        Directory.CreateDirectory(directory);
    }

    /// <summary>What the process needs in its environment.</summary>
    public IReadOnlyList<string> Environment => [$"DOTNET_STARTUP_HOOKS={typeof(PausePoints).Assembly.Location}", $"{DirectoryVariable}={directory}"];

    /// <summary>The process stops itself (SIGSTOP) when it comes to this point the next time.</summary>
    public void Arm(PausePoint point) => File.WriteAllBytes(FileOf(directory, point), []);

    /// <summary>Waits until it has come there.</summary>
    /// <exception cref="TimeoutException">It has not.</exception>
    public Task ReachedAsync(PausePoint point, TimeSpan within) =>
        Eventually.HoldsAsync($"a stop {point}", () => Task.FromResult(!File.Exists(FileOf(directory, point))), within);

    /// <summary>It does not stop there after all.</summary>
    public void Disarm(PausePoint point) => File.Delete(FileOf(directory, point));

    internal static string FileOf(string directory, PausePoint point) => Path.Combine(directory, point.ToString());
}
