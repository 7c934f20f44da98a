using Akka.Event;

namespace ActorNet.Coordinator.Actors;

/// <summary>
/// Says what went wrong in the actor system before the program's log is there and after it is gone. Akka's own one writes everything else to
/// standard output as well, between the lines of the log.
/// </summary>
internal sealed class LastResortLogger : MinimalLogger
{
    protected override void Log(object message)
    {
        if (message is Error error)
        {
            Console.Error.WriteLine($"actornet-coordinator: {error}");
        }
    }
}
