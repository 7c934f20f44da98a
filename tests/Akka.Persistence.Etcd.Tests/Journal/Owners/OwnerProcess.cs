using ActorNet.Testing;

namespace Akka.Persistence.Etcd.Tests.Journal.Owners;

/// <summary>A process that believes it owns the persistent actors that another one owns as well.</summary>
internal sealed class OwnerProcess(string name, int actors, IReadOnlyList<string> endpoints) : IAsyncDisposable
{
    private readonly List<RunningProgram> lives = [];

    /// <summary>What it printed in all its lives. The last line of a life may be cut.</summary>
    public IEnumerable<string> Lines => lives.SelectMany(life => life.Log.Split('\n'));

    public void Start() => lives.Add(RunningProgram.Start(Executable(), [name, actors.ToString(), .. endpoints]));

    /// <summary>kill -9.</summary>
    public Task KillAsync() => lives[^1].KillAsync();

    /// <summary>SIGSTOP.</summary>
    public Task PauseAsync() => Shell.RunAsync("kill", "-STOP", lives[^1].Id.ToString());

    /// <summary>SIGCONT.</summary>
    public Task ResumeAsync() => Shell.RunAsync("kill", "-CONT", lives[^1].Id.ToString());

    public async ValueTask DisposeAsync()
    {
        foreach (var life in lives)
        {
            await life.DisposeAsync();
        }
    }

    private static string Executable()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        const string Project = "Akka.Persistence.Etcd.TestHost";
        return Path.Combine(Programs.Root, "tests", Project, "bin", output.Parent!.Name, output.Name, Project);
    }
}
