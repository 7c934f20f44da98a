using Akka.Actor;

namespace Akka.Persistence.Etcd.TestHost;

/// <summary>
/// Persists one event after the other, each with an id that no other event has, and prints <c>ack [persistence id] [sequence number] [event id]</c>
/// for each that is acknowledged. What it finds wrong in its own recovery it prints as <c>wrong …</c>.
/// </summary>
internal sealed class Writer(string persistenceId, string host) : UntypedPersistentActor
{
    private readonly string incarnation = $"{host}.{Guid.NewGuid():N}";
    private readonly Random random = new();
    private long recovered;
    private int made;
    private int underWay;

    public override string PersistenceId => persistenceId;

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case string when LastSequenceNr == recovered + 1:
                recovered++;
                break;
            case string:
                Console.WriteLine($"wrong {persistenceId} {LastSequenceNr} recovered behind {recovered}");
                break;
            case RecoveryCompleted:
                Self.Tell("next");
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        // A command that comes while writes are under way makes another one.
        if (message is "poke")
        {
            underWay++;
            PersistAsync(Make(), Acknowledge);
            return;
        }

        switch (random.Next(8))
        {
            case 0:
                string[] together = [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => Make())];
                underWay += together.Length;
                PersistAll(together, Acknowledge);
                break;
            case 1:
                string[] inARow = [.. Enumerable.Range(0, random.Next(2, 20)).Select(_ => Make())];
                underWay += inARow.Length;
                PersistAllAsync(inARow, Acknowledge);
                Self.Tell("poke");
                Self.Tell("poke");
                break;
            default:
                underWay++;
                Persist(Make(), Acknowledge);
                break;
        }
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        Console.WriteLine($"wrong {persistenceId} {sequenceNr} rejected: {cause.Message}");

    private string Make() => $"{incarnation}.{++made}{(random.Next(50) == 0 ? $".{new string('x', 20_000)}" : string.Empty)}";

    private void Acknowledge(string @event)
    {
        // The padding of the larger ones is not part of the id.
        Console.WriteLine($"ack {persistenceId} {LastSequenceNr} {string.Join('.', @event.Split('.')[..3])}");
        if (--underWay == 0)
        {
            Self.Tell("next");
        }
    }
}
