using Akka.Actor;

namespace Akka.Persistence.Etcd.TestHost;

/// <summary>Keeps a <see cref="Writer"/> running: whenever it stops, another one takes its place a little later.</summary>
internal sealed class Owner : UntypedActor, IWithTimers
{
    private readonly string persistenceId;
    private readonly string host;

    public Owner(string persistenceId, string host)
    {
        (this.persistenceId, this.host) = (persistenceId, host);
        Self.Tell("start");
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case "start":
                Context.Watch(Context.ActorOf(Props.Create<Writer>(persistenceId, host)));
                break;
            case Terminated:
                Timers.StartSingleTimer("start", "start", TimeSpan.FromMilliseconds(Random.Shared.Next(1, 300)));
                break;
        }
    }
}
