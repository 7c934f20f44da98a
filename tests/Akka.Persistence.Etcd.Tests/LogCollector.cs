using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace Akka.Persistence.Etcd.Tests;

/// <summary>Keeps what an actor system logs as a warning or an error.</summary>
internal sealed class LogCollector
{
    private readonly ConcurrentQueue<LogEvent> events = new();

    public LogCollector(ActorSystem system)
    {
        var listener = system.ActorOf(Props.Create(() => new Listener(events)));
        system.EventStream.Subscribe(listener, typeof(Warning));
        system.EventStream.Subscribe(listener, typeof(Error));
    }

    public IReadOnlyList<string> Warnings => [.. events.OfType<Warning>().Select(entry => entry.ToString())];

    public IReadOnlyList<string> All => [.. events.Select(entry => entry.ToString())];

    private sealed class Listener : ReceiveActor
    {
        public Listener(ConcurrentQueue<LogEvent> events) => Receive<LogEvent>(events.Enqueue);
    }
}
