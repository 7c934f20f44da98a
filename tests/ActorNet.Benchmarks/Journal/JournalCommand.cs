using System.CommandLine;
using ActorNet.Benchmarks.Etcd;
using ActorNet.Benchmarks.Reporting;
using ActorNet.Testing;

namespace ActorNet.Benchmarks.Journal;

/// <summary>The benchmark <c>journal</c>: Akka.Persistence.Etcd's journal against the bare client, on an etcd of its own.</summary>
internal static class JournalCommand
{
    private const int PayloadBytes = 100;

    public static Command Create()
    {
        // To see the benchmark lose: for example 'akka.persistence.journal.etcd.max-batch-operations = 3'.
        var hocon = new Option<string>("--hocon") { DefaultValueFactory = _ => string.Empty, Hidden = true };
        var command = new Command("journal", "the etcd journal: one write, many writes, recovery, confirmations") { hocon };
        command.SetAction((parsed, cancellation) => Interruption.GuardAsync(token => RunAsync(parsed.GetRequiredValue(hocon), token), cancellation));
        return command;
    }

    private static async Task RunAsync(string hocon, CancellationToken cancellation)
    {
        var payload = new byte[PayloadBytes];
        new Random(0).NextBytes(payload);
        await using var etcd = await EtcdCluster.StartAsync();
        var url = etcd.Endpoints[0];
        using var bare = new BareClient(url);
        using var counters = new EtcdCounters(url);
        await using var journal = new JournalSystem(url, payload, hocon);

        // The hardest work comes first: it warms the code for the others.
        var many = await ManyWrites.MeasureAsync(journal, bare, payload, cancellation);
        var single = await SingleWrites.MeasureAsync(journal, bare, payload, cancellation);
        var recovery = await Recovery.MeasureAsync(journal, bare, cancellation);
        var confirmations = await Confirmations.MeasureAsync(journal, counters, cancellation);
        Report.Print([single, .. many, recovery, confirmations]);
    }
}
