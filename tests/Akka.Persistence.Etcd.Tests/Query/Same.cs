using Akka.Persistence.Query;

namespace Akka.Persistence.Etcd.Tests.Query;

/// <summary>Compares what queries give. Envelopes compare their tags as objects.</summary>
internal static class Same
{
    public static void Events(IEnumerable<EventEnvelope> expected, IEnumerable<EventEnvelope> actual) =>
        Assert.Equal(expected.Select(Facts), actual.Select(Facts));

    private static (Offset Offset, string PersistenceId, long SequenceNr, object Event, long Timestamp) Facts(EventEnvelope e) =>
        (e.Offset, e.PersistenceId, e.SequenceNr, e.Event, e.Timestamp);
}
