using Akka.Actor;

namespace Akka.Cluster.TestHost;

/// <summary>Prints the ports of the members that are up and reachable, whenever they have changed: <c>view 4001 4002</c>.</summary>
internal sealed class ViewPrinter : ReceiveActor, IWithTimers
{
    private readonly Cluster cluster = Cluster.Get(Context.System);
    private string printed = string.Empty;

    // The state is looked at, for it may lag behind the events.
    public ViewPrinter() => Receive<string>(_ => Print());

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer("look", "look", TimeSpan.FromMilliseconds(50));

    private void Print()
    {
        var state = cluster.State;
        var ports = state.Members.Except(state.Unreachable).Where(member => member.Status == MemberStatus.Up).Select(member => member.Address.Port).Order();
        var view = string.Join(' ', ports);
        if (view != printed)
        {
            printed = view;
            Console.WriteLine($"view {view}");
        }
    }
}
