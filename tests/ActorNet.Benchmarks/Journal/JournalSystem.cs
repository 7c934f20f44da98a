using ActorNet.Benchmarks.Measuring;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Etcd.Configuration;

namespace ActorNet.Benchmarks.Journal;

/// <summary>An actor system whose journal is the plugin, and the persistent actors that work on it.</summary>
internal sealed class JournalSystem : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ActorSystem system;
    private readonly byte[] payload;

    /// <summary>Starts it.</summary>
    /// <param name="endpoint">etcd's client URL.</param>
    /// <param name="payload">What every event holds.</param>
    /// <param name="hocon">Comes before the plugin's defaults.</param>
    public JournalSystem(string endpoint, byte[] payload, string hocon)
    {
        this.payload = payload;
        var config = ConfigurationFactory.ParseString(
            $$"""
            akka.loglevel = WARNING
            akka.stdout-loglevel = WARNING
            akka.etcd.endpoints = ["{{endpoint}}"]
            akka.persistence.journal.plugin = "{{EtcdPersistence.JournalPath}}"
            """);
        system = ActorSystem.Create(
            "benchmark",
            ConfigurationFactory.ParseString(hocon).WithFallback(config).WithFallback(EtcdPersistence.DefaultConfiguration));
    }

    public IActorRef Journal => Persistence.Instance.Apply(system).JournalFor(EtcdPersistence.JournalPath);

    /// <summary>Has actors write.</summary>
    /// <param name="ids">Their persistence ids.</param>
    /// <param name="inFlight">How many writes of each are under way at once; 1: each awaits its own.</param>
    /// <param name="load">How long each goes on; asked for when all have recovered.</param>
    /// <returns>What every write took.</returns>
    public async Task<IReadOnlyList<TimeSpan>> WriteAsync(IEnumerable<string> ids, int inFlight, Func<Load> load)
    {
        var writers = ids.Select(id => system.ActorOf(Props.Create(() => new Writer(id, payload, inFlight)))).ToList();
        await Task.WhenAll(writers.Select(writer => writer.Ask(Load.OfCount(1), Patience)));
        var now = load();
        var times = await Task.WhenAll(writers.Select(writer => writer.Ask<IReadOnlyList<TimeSpan>>(now, Patience)));
        await Task.WhenAll(writers.Select(writer => writer.GracefulStop(Patience)));
        return [.. times.SelectMany(each => each)];
    }

    /// <summary>Recovers actors, all at once.</summary>
    /// <returns>How many events they had.</returns>
    public async Task<long> RecoverAsync(IEnumerable<string> ids)
    {
        var readers = ids.Select(id => system.ActorOf(Props.Create(() => new Reader(id)))).ToList();
        var events = await Task.WhenAll(readers.Select(reader => reader.Ask<long>("how many?", Patience)));
        await Task.WhenAll(readers.Select(reader => reader.GracefulStop(Patience)));
        return events.Sum();
    }

    /// <summary>Makes an actor that counts answers.</summary>
    public IActorRef ActorOf(Props props) => system.ActorOf(props);

    public async ValueTask DisposeAsync()
    {
        await system.Terminate();
        await Akka.Etcd.EtcdConnections.Get(system).Closed;
    }
}
