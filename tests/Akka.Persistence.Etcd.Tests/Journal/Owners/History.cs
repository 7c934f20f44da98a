using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;
using Akka.Persistence.Etcd.Keys;
using Akka.Persistence.Etcd.Serialization;
using Etcdserverpb;

namespace Akka.Persistence.Etcd.Tests.Journal.Owners;

/// <summary>An event where it stands, or where somebody was told that it stands.</summary>
internal readonly record struct Placed(string PersistenceId, long SequenceNr, string EventId);

/// <summary>What stands in a journal at the end, held against what its writers were told.</summary>
internal static class History
{
    /// <summary>All is over by then; a busy machine may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Everything that stands in etcd, read without the plugin.</summary>
    public static async Task<List<Placed>> ReadAsync(IEnumerable<string> endpoints, CancellationToken cancellation)
    {
        await using var connection = new EtcdConnection(new EtcdConnectionSettings { Endpoints = [.. endpoints.Select(url => new Uri(url))], CallTimeout = Patience, ReadTimeout = Patience });
        var keys = new JournalKeys("akka/");
        var answer = await connection.ReadAsync(new RangeRequest { Key = keys.AllEvents.Start, RangeEnd = keys.AllEvents.End }, cancellation);
        return
        [
            .. from entry in answer.Kvs
               from @event in AtomicWriteRecord.Parser.ParseFrom(entry.Value).Events
               select new Placed(keys.ParseEvent(entry.Key).PersistenceId, @event.SequenceNr, IdOf(@event.Payload.ToStringUtf8())),
        ];
    }

    /// <summary>What the writers printed that they were told.</summary>
    public static List<Placed> Acknowledged(IEnumerable<string> lines) =>
    [
        .. from line in lines
           let words = line.Split(' ')
           where words is ["ack", _, _, _] && words[3].Count(c => c == '.') == 2
           select new Placed(words[1], long.Parse(words[2]), words[3]),
    ];

    /// <summary>What is wrong; empty when nothing is.</summary>
    public static List<string> Problems(IReadOnlyList<Placed> journal, IReadOnlyList<Placed> acknowledged)
    {
        var problems = new List<string>();
        foreach (var events in journal.GroupBy(placed => placed.PersistenceId))
        {
            var expected = 1L;
            foreach (var placed in events)
            {
                if (placed.SequenceNr != expected)
                {
                    problems.Add($"{placed}: {expected} should stand here");
                }

                expected = placed.SequenceNr + 1;
            }
        }

        problems.AddRange(journal.GroupBy(placed => placed.EventId).Where(group => group.Count() > 1).Select(group => $"doubled: {string.Join(", ", group)}"));
        var present = journal.ToHashSet();
        problems.AddRange(acknowledged.Where(placed => !present.Contains(placed)).Select(placed => $"acknowledged and not there: {placed}"));
        problems.AddRange(acknowledged.GroupBy(placed => placed.EventId).Where(group => group.Count() > 1).Select(group => $"acknowledged twice: {group.Key}"));
        return problems;
    }

    /// <summary>Without the quotes of JSON and the padding that makes some events large.</summary>
    private static string IdOf(string payload) => string.Join('.', payload.Trim('"').Split('.')[..3]);
}
