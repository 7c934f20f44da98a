using System.Diagnostics.Metrics;
using ActorNet.Coordinator.Directory;
using ActorNet.Coordinator.Forecasts;
using ActorNet.Coordinator.Tests.Directory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Coordinator.Tests.Forecasts;

public sealed class PoolMetricsTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider time = new(Events.Start);
    private readonly Events events = new();
    private readonly LeaseDirectory directory;

    public PoolMetricsTests() => directory = new LeaseDirectory(time);

    public void Dispose() => services.Dispose();

    [Fact]
    public async Task They_say_of_every_pool_how_full_it_is_and_will_be()
    {
        directory.Apply([events.PoolCreated(), events.Granted("a", 1, "10.0.0.0/24")]);
        time.Advance(TimeSpan.FromHours(2));
        events.At = time.GetUtcNow() - TimeSpan.FromMinutes(10);
        directory.Apply([events.Granted("b", 2, "10.0.1.0/24"), events.Granted("c", 3, "10.0.2.0/24"), events.Released("a", 1), events.Reserved(1, "kept", "10.0.8.0/22")]);

        var seen = await ReadAsync();

        Assert.Equal(2, seen["actornet.pool.leases default active"]);
        Assert.Equal(0, seen["actornet.pool.leases default revoked"]);
        Assert.Equal(1, seen["actornet.pool.leases default quarantined"]);
        Assert.Equal(2, seen["actornet.pool.subnets default ipv4 held"]);
        Assert.Equal(1, seen["actornet.pool.subnets default ipv4 quarantined"]);
        Assert.Equal(4, seen["actornet.pool.subnets default ipv4 reserved"]);
        Assert.Equal(249, seen["actornet.pool.subnets default ipv4 free"]);
        Assert.Equal(250 * 3600, seen["actornet.pool.time_to_full default ipv4 3600"]);
        Assert.Equal(600, seen["actornet.pool.oldest_quarantine default"]);
        Assert.Equal(10, seen.Count);
    }

    [Fact]
    public async Task What_is_not_there_is_not_measured()
    {
        directory.Apply([events.PoolCreated()]);

        var seen = await ReadAsync();

        Assert.DoesNotContain(seen.Keys, name => name.Contains("time_to_full", StringComparison.Ordinal) || name.Contains("oldest", StringComparison.Ordinal));
    }

    /// <summary>Every measurement, by the names of its instrument and the values of its attributes.</summary>
    private async Task<Dictionary<string, double>> ReadAsync()
    {
        var seen = new Dictionary<string, double>(StringComparer.Ordinal);
        var factory = services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add(Name(instrument, tags), value));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Add(Name(instrument, tags), value));
        listener.Start();
        await new PoolMetrics(factory, directory, time).StartAsync(TestContext.Current.CancellationToken);
        listener.RecordObservableInstruments();
        return seen;
    }

    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', tags.ToArray().Select(tag => $"{tag.Value}").Prepend(instrument.Name));
}
