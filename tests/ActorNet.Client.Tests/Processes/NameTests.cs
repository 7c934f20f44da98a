using System.Net;
using ActorNet.Client.Tests.Fixtures;

namespace ActorNet.Client.Tests.Processes;

public sealed class NameTests(NameTests.TwoCoordinators two) : IClassFixture<NameTests.TwoCoordinators>
{
    private readonly Coordinators _coordinators = two.Coordinators;

    [Fact]
    public async Task The_addresses_of_a_name_are_replicas_that_stand_in_for_each_other()
    {
        await using var client = Connect(_coordinators.ResolveAsync);
        var used = (await client.ListPoolsAsync()).Replica;
        Assert.Equal(_coordinators.Name, used.Endpoint);

        await _coordinators.At(used).KillAsync();
        var next = (await client.ListPoolsAsync()).Replica;
        await _coordinators.At(used).ReplaceAsync();

        Assert.NotEqual(used, next);
    }

    [Fact]
    public async Task An_address_that_the_name_loses_is_left_and_one_that_it_gets_is_found()
    {
        IPAddress[] addresses = [_coordinators.Members[0].Address.Address];
        await using var client = Connect((_, _) => Task.FromResult(addresses));
        Assert.Equal(_coordinators.Members[0].Address, (await client.ListPoolsAsync()).Replica.Address);

        addresses = [_coordinators.Members[1].Address.Address];

        await Eventually.HoldsAsync("the new address is used", async () =>
            (await client.ListPoolsAsync()).Replica.Address.Equals(_coordinators.Members[1].Address));
    }

    [Fact]
    public async Task A_name_that_gets_its_first_address_later_is_waited_for_by_those_who_call_again()
    {
        IPAddress[] addresses = [];
        await using var client = Connect((_, _) => Task.FromResult(addresses));
        Assert.False(await client.ServesAsync());
        Assert.Null(client.Choice);

        addresses = [_coordinators.Members[0].Address.Address];

        await Eventually.HoldsAsync("the service is found", () => client.ServesAsync());
    }

    private CoordinatorClient Connect(Func<string, CancellationToken, Task<IPAddress[]>> resolve) => new(new CoordinatorClientOptions
    {
        Endpoints = [_coordinators.Name],
        Resolve = resolve,
        ResolveInterval = TimeSpan.FromMilliseconds(100),
    });

    public sealed class TwoCoordinators : IAsyncLifetime
    {
        public Coordinators Coordinators { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Coordinators = await Coordinators.StartAsync(2);

        public ValueTask DisposeAsync() => Coordinators.DisposeAsync();
    }
}
