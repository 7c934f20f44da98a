using ActorNet.Allocation.Persistence;
using ActorNet.Simulation.Chances;
using ActorNet.Simulation.Running;
using ActorNet.Simulation.Store;
using ActorNet.Simulation.Time;

namespace ActorNet.Simulation.Owners;

/// <summary>The living incarnations of one owner: one as a rule, several when somebody believed that it was gone, none until the next is started.</summary>
internal sealed class Incarnations<TEvent, TIncarnation>(
    World world,
    string name,
    Journal<TEvent> journal,
    Func<string, DriftingClock, Action<Incarnation<TEvent>>, TIncarnation> create)
    where TEvent : class, IJournaled
    where TIncarnation : Incarnation<TEvent>
{
    private static readonly TimeSpan Quickest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(3);

    private readonly Chance route = world.Chances.Of("route", name);
    private readonly Chance restart = world.Chances.Of("restart", name);
    private readonly List<TIncarnation> living = [];
    private int started;
    private bool isStarting;

    public string Name => name;

    public Journal<TEvent> Journal => journal;

    public IReadOnlyList<TIncarnation> Living => living;

    public void Start()
    {
        isStarting = false;
        var number = $"{name}.{++started}";
        var incarnation = create(number, world.NewClock(number), OnStopped);
        living.Add(incarnation);
        world.Trace?.Note(number, "starts");
        incarnation.Start();
    }

    /// <summary>Whom a message reaches: the last one, as a rule.</summary>
    public TIncarnation? Route() => living.Count == 0 ? null : route.Happens(0.7) ? living[^1] : living[route.Below(living.Count)];

    /// <summary>From now on there is one, and it runs; another is started where it stands still.</summary>
    public void Settle()
    {
        foreach (var stale in living.Where(incarnation => incarnation != living[^1] || incarnation.IsPaused).ToList())
        {
            stale.Crash();
        }
    }

    private void OnStopped(Incarnation<TEvent> incarnation)
    {
        living.Remove((TIncarnation)incarnation);
        if (living.Count == 0 && !isStarting)
        {
            isStarting = true;
            world.Queue.Put(world.Now + restart.Between(Quickest, Slowest), process: null, Start);
        }
    }
}
