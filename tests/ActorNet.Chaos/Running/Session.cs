using ActorNet.Chaos.Lab;
using ActorNet.Chaos.Load;
using ActorNet.Chaos.Observation;
using ActorNet.Histories.Following;
using ActorNet.Histories.Recording;

namespace ActorNet.Chaos.Running;

/// <summary>A lab under load, with everybody who looks at it, and the history of it all.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly Canary canary = new();
    private AgentObserver? observer;

    private Session(ChaosLab lab, History history, string historyFile) => (Lab, History, HistoryFile) = (lab, history, historyFile);

    public ChaosLab Lab { get; }

    public History History { get; }

    public string HistoryFile { get; }

    public SimulatedNodes Load { get; private set; } = null!;

    public Injector Faults { get; private set; } = null!;

    public Wellbeing Wellbeing { get; private set; } = null!;

    /// <summary>Whoever has followed the watch and still does.</summary>
    public List<Follower> Followers { get; } = [];

    public PingMesh Pings { get; private set; } = null!;

    /// <summary>Builds a lab and loads it, until all are served.</summary>
    /// <param name="size">What it has.</param>
    /// <param name="historyFile">Where the history is written.</param>
    /// <param name="findings">Takes what is found.</param>
    /// <param name="stopping">Removes it all again.</param>
    public static async Task<Session> StartAsync(SessionSize size, string historyFile, Findings findings, CancellationToken stopping)
    {
        var lab = await ChaosLab.BuildAsync(size.Lab, stopping);
        var session = new Session(lab, History.Create(historyFile), historyFile);
        try
        {
            await session.StartAllAsync(size, findings).WaitAsync(stopping);
            return session;
        }
        catch
        {
            await File.WriteAllTextAsync($"{historyFile}.evidence", session.Lab.Evidence, CancellationToken.None);
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one who follows the watch.</summary>
    public Follower Follow(string name, FollowerManners manners) => new(name, History, [.. Lab.Coordinators.Select(coordinator => coordinator.Invoker)], manners);

    /// <summary>Ends all looking.</summary>
    public async Task StopLookingAsync()
    {
        foreach (var follower in Followers)
        {
            await follower.DisposeAsync();
        }

        await Pings.DisposeAsync();
        await observer!.DisposeAsync();
        observer = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (Load is not null)
        {
            await Load.DisposeAsync();
        }

        if (observer is not null)
        {
            foreach (var follower in Followers)
            {
                await follower.DisposeAsync();
            }

            await observer.DisposeAsync();
            if (Pings is not null)
            {
                await Pings.DisposeAsync();
            }
        }

        await canary.DisposeAsync();
        await Lab.DisposeAsync();
        History.Dispose();
    }

    private async Task StartAllAsync(SessionSize size, Findings findings)
    {
        Load = new SimulatedNodes(History, [.. Lab.Coordinators.Select(coordinator => coordinator.Invoker)], size.SimulatedResidents, size.SimulatedVisitors);
        Wellbeing = new Wellbeing(Lab, Load, History);
        Faults = new Injector(History, Wellbeing, canary, findings);
        observer = new AgentObserver(Lab, History);
        await Faults.RecoverAsync("the start");
        Followers.Add(Follow("wanderer", new FollowerManners(TimeSpan.FromSeconds(2))));
        Followers.Add(Follow("stayer", new FollowerManners(TimeSpan.FromHours(1))));
        Pings = await PingMesh.StartAsync(Lab.CalmNodes, History);
    }
}
