using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Tests.Support;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ActorNet.Coordinator.Tests.History;

/// <summary>What the coordinator keeps and what it can tell after a start, as a process on the embedded journal.</summary>
public sealed class HistoryLimitsTests
{
    private const int Kept = 1000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_start_tells_the_same_as_before_it()
    {
        using var directory = new TemporaryDirectory();
        LookupAddressResponse then;
        ListHistoryResponse listed;
        var lookup = new LookupAddressRequest { Address = "10.244.0.0/16" };
        await using (var coordinator = await CoordinatorProcess.ServeAsync(directory.Path))
        {
            var client = await coordinator.ClientAsync();
            await LiveAsync(client, rounds: 20);
            lookup.Time = (await client.AcquireAsync("default", "last")).Lease.CreateTime;
            then = await client.History.LookupAddressAsync(lookup, cancellationToken: Cancellation);
            listed = await client.History.ListHistoryAsync(new ListHistoryRequest(), cancellationToken: Cancellation);
            coordinator.Terminate();
            Assert.Equal(0, await coordinator.ExitAsync());
        }

        await using var again = await CoordinatorProcess.ServeAsync(directory.Path);
        var reader = await again.ClientAsync();

        Assert.Equal(then.Tenures, (await reader.History.LookupAddressAsync(lookup, cancellationToken: Cancellation)).Tenures);
        Assert.Equal(listed.Entries, (await reader.History.ListHistoryAsync(new ListHistoryRequest(), cancellationToken: Cancellation)).Entries);
    }

    [Fact]
    public async Task A_time_that_is_not_kept_is_refused_and_not_answered_with_nobody()
    {
        using var directory = new TemporaryDirectory();
        await using var coordinator = await CoordinatorProcess.ServeAsync(directory.Path, "--history-limit", $"{Kept}");
        var client = await coordinator.ClientAsync();
        var begin = DateTimeOffset.UtcNow;
        await LiveAsync(client, rounds: Kept * 6 / 10);

        var error = await Refused.WithAsync(
            ErrorReason.HistoryNotKept,
            async () => await client.History.LookupAddressAsync(
                new LookupAddressRequest { Address = "10.244.0.1", Time = begin.ToTimestamp() }, cancellationToken: Cancellation));
        var present = await client.History.LookupAddressAsync(new LookupAddressRequest { Address = "10.244.0.1" }, cancellationToken: Cancellation);
        var atKnown = await client.History.LookupAddressAsync(
            new LookupAddressRequest { Address = "10.244.0.1", Time = present.KnownSinceTime }, cancellationToken: Cancellation);

        Assert.Equal(present.KnownSinceTime.ToDateTimeOffset(), DateTimeOffset.Parse(error.Metadata["known_since_time"]));
        Assert.InRange(present.KnownSinceTime.ToDateTimeOffset(), begin, DateTimeOffset.UtcNow);
        Assert.Equal(present.KnownSinceTime, atKnown.Time);
        Assert.Contains("--history-limit", error.Message, StringComparison.Ordinal);
    }

    private static async Task LiveAsync(CoordinatorClient client, int rounds)
    {
        ByteString[] instances = [.. Enumerable.Range(0, 8).Select(_ => CoordinatorClient.NewInstance())];
        await Task.WhenAll(instances.Select(async (instance, number) =>
        {
            for (var round = number; round < rounds; round += instances.Length)
            {
                // A disk that others keep busy may take its time: what was asked is asked again.
                var grant = await CoordinatorClient.UntilAnsweredAsync(() => client.AcquireAsync("default", $"node-{number}", instance));
                await CoordinatorClient.UntilAnsweredAsync(() => client.ReleaseAsync(grant.Lease, instance));
            }
        }));
    }
}
