using System.Diagnostics.Metrics;
using System.Net.Sockets;
using ActorNet.Allocation.Leases;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Forecasts;

/// <summary>
/// What this replica knows of how full pools are, as metrics. They are instruments of .NET that cost nothing until something listens, and are looked at
/// no more often than it asks; the project's README says what can.
/// </summary>
internal sealed class PoolMetrics(IMeterFactory meters, LeaseDirectory directory, TimeProvider time) : IHostedService
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ActorNet.Coordinator";

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableUpDownCounter<long>(
            "actornet.pool.leases",
            () => AllPools().SelectMany(Leases),
            "{lease}",
            "Leases of the pool in a state.");
        meter.CreateObservableUpDownCounter<double>(
            "actornet.pool.subnets",
            () => AllPools().SelectMany(Subnets),
            "{subnet}",
            "Space of the pool in a state, in subnets of the default length.");
        meter.CreateObservableGauge<double>(
            "actornet.pool.time_to_full",
            () => AllPools().SelectMany(TimeToFull),
            "s",
            "An estimate of how long what is left will last if what is held grows as in the window; not there where it was not growing.");
        meter.CreateObservableGauge<double>(
            "actornet.pool.oldest_quarantine",
            () => AllPools().SelectMany(OldestQuarantine),
            "s",
            "How long the oldest quarantined lease has been; not there where there is none.");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<DirectoryPool> AllPools() => directory.Current.State.Pools.Values;

    private static IEnumerable<Measurement<long>> Leases(DirectoryPool pool) => System.Enum.GetValues<LeaseState>()
        .Select(state => new Measurement<long>(pool.Tally.Of(state), [Name(pool), State(state.ToString().ToLowerInvariant())]));

    private static IEnumerable<Measurement<double>> Subnets(DirectoryPool pool)
    {
        foreach (var family in pool.Spec.Families)
        {
            var (tally, reserved, total) = (pool.Tally.Of(family.Family), pool.Reservations.Reserved(family.Family), FamilyTally.TotalOf(family));
            var free = total - UInt128.Min(total, tally.Held + tally.Quarantined + reserved);
            foreach (var (state, amount) in new[] { ("held", tally.Held), ("quarantined", tally.Quarantined), ("reserved", reserved), ("free", free) })
            {
                yield return new((double)FamilyTally.InSubnets(amount, family), [Name(pool), Family(family.Family), State(state)]);
            }
        }
    }

    private IEnumerable<Measurement<double>> TimeToFull(DirectoryPool pool)
    {
        foreach (var family in PoolForecast.Of(pool, time.GetUtcNow()).Families)
        {
            foreach (var window in family.Windows)
            {
                if (window.TimeToFull is { } left)
                {
                    yield return new(
                        left.TotalSeconds,
                        [Name(pool), Family(family.Spec.Family), new("actornet.window", (long)window.Window.TotalSeconds)]);
                }
            }
        }
    }

    private IEnumerable<Measurement<double>> OldestQuarantine(DirectoryPool pool) => PoolForecast.Of(pool, time.GetUtcNow()).OldestQuarantine is { } age
        ? [new(age.TotalSeconds, [Name(pool)])]
        : [];

    private static KeyValuePair<string, object?> Name(DirectoryPool pool) => new("actornet.pool.name", pool.Spec.Name.Value);

    private static KeyValuePair<string, object?> State(string state) => new("actornet.state", state);

    private static KeyValuePair<string, object?> Family(AddressFamily family) => new("network.type", family == AddressFamily.InterNetwork ? "ipv4" : "ipv6");
}
