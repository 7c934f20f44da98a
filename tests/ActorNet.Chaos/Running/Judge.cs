using System.Net;
using ActorNet.Chaos.Lab;
using ActorNet.Histories.Holds;
using ActorNet.Histories.Journal;
using ActorNet.Histories.Linearizability;
using ActorNet.Histories.Operations;
using ActorNet.Histories.Packets;
using ActorNet.Histories.Recording;
using ActorNet.Histories.Watching;
using ActorNet.Testing;
using Akka.Etcd.Configuration;
using Akka.Etcd.Connection;

namespace ActorNet.Chaos.Running;

/// <summary>Judges a session at its end, by its history and by etcd's journal.</summary>
internal static class Judge
{
    private const int EtcdPort = 2379;
    private const string DefaultPool = "default";
    private const string Prefix = "/actornet/";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Ends the load, waits until every watcher knows everything, and has every checker look at what is left.</summary>
    public static async Task JudgeAsync(Session session, Findings findings)
    {
        await session.Load.StopAsync();
        var readAtNs = session.History.NowNs;
        var journal = await ReadJournalAsync(session.Lab);
        await CatchUpAsync(session, journal, findings);
        await session.StopLookingAsync();
        var history = session.History.Events;
        findings.Histories.Add(session.HistoryFile);
        findings.Acknowledged += history.OfType<Succeeded>().Count();
        findings.Packets += history.OfType<PacketSent>().Count();
        findings.Faults.AddRange(history.OfType<FaultBegan>().Select(fault => fault.Name));

        Report(Checkers.Overlap, Overlap.Check(history));
        Report("epochs", EpochOrder.Check(history));
        Report("linearizability", LinearizabilityCheck.Check(history));
        Report("deadlines", Deadlines.Check(history));
        Report(Checkers.Lost, LostLeases.Check(history, [.. new[] { DefaultPool, Pools.Calm }.SelectMany(journal.HeldIn)], readAtNs));
        Report("journal", JournalOrder.Check(journal));
        Report("fences", Fences.Check(journal));
        Report("blocks", BlockMoves.Check(journal));
        Report("records", LeaseRecords.Check(journal));
        Report("accounting", Accounting.Check(journal));
        Report(Checkers.Watch, WatchCompleteness.Check(history, journal, DefaultPool));
        Report(Checkers.Packets, PacketLoss.Check(history, MayLose));
        Report("exit codes", FindWrongDepartures(session.Lab));

        void Report(string checker, IEnumerable<string> violations)
        {
            foreach (var violation in violations)
            {
                findings.Add(checker, violation);
            }
        }
    }

    /// <summary>A fault of a host's own wire may lose what goes from and to it; nothing that happens to the control plane may.</summary>
    private static bool MayLose(FaultWindow fault, string from, string to) => fault.Target == from || fault.Target == to;

    /// <summary>Requests that nobody waits for any more may still be granted: the end is that of what was read, whatever comes later.</summary>
    private static async Task CatchUpAsync(Session session, JournalContents journal, Findings findings)
    {
        var end = journal.LastChangeIn(DefaultPool);
        foreach (var follower in session.Followers)
        {
            try
            {
                await Eventually.HoldsAsync($"{follower.Name} at {end}", () => Task.FromResult(follower.Revision >= end), Patience);
            }
            catch (TimeoutException late)
            {
                findings.Add(Checkers.Watch, late.Message);
            }
        }
    }

    private static async Task<JournalContents> ReadJournalAsync(ChaosLab lab)
    {
        await using var forward = PortForward.To(lab.Clients, new IPEndPoint(IPAddress.Parse(Network.AddressOf(HostNumbers.FirstEtcd)), EtcdPort));
        await using var etcd = new EtcdConnection(new EtcdConnectionSettings { Endpoints = [new Uri($"http://127.0.0.1:{forward.Port}")] });
        using var patience = new CancellationTokenSource(Patience);
        return await JournalReader.ReadAsync(etcd, Prefix, patience.Token);
    }

    /// <summary>A replica that ends by itself says so to its supervisor: with exit code 1, or that of a signal that somebody else sent.</summary>
    private static IEnumerable<string> FindWrongDepartures(ChaosLab lab) =>
        from coordinator in lab.Coordinators
        from code in coordinator.Program.Departures
        where code != 1
        select $"{coordinator.Name} ended by itself with exit code {code}: {coordinator.Program.Log}";
}
