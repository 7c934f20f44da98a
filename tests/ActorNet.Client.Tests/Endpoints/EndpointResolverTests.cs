using System.Net;
using System.Net.Sockets;
using ActorNet.Client.Endpoints;

namespace ActorNet.Client.Tests.Endpoints;

public sealed class EndpointResolverTests
{
    private static readonly Uri Name = new("http://coordinator.test:7410");

    private Func<string, CancellationToken, Task<IPAddress[]>> _answer = (_, _) => Task.FromResult<IPAddress[]>([]);

    [Fact]
    public async Task A_name_with_several_addresses_is_several_replicas()
    {
        Answer("192.0.2.2", "192.0.2.1", "2001:db8::1");
        var resolver = Create(Name);

        await resolver.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["192.0.2.1:7410", "192.0.2.2:7410", "[2001:db8::1]:7410"], Addresses(resolver));
        Assert.All(resolver.Replicas, replica => Assert.Equal(Name, replica.Endpoint));
        Assert.Equal("http://coordinator.test:7410 (192.0.2.1)", $"{resolver.Replicas[0]}");
    }

    [Fact]
    public async Task Literals_need_no_resolution()
    {
        var resolver = Create(new Uri("http://192.0.2.1:7410"), new Uri("https://[2001:db8::1]:443"));

        Assert.False(resolver.HasNames);
        await resolver.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["192.0.2.1:7410", "[2001:db8::1]:443"], Addresses(resolver));
        Assert.Equal("http://192.0.2.1:7410", $"{resolver.Replicas[0]}");
    }

    [Fact]
    public async Task An_address_that_is_named_twice_is_one_replica()
    {
        Answer("192.0.2.1", "192.0.2.2");
        var resolver = Create(new Uri("http://192.0.2.1:7410"), Name, Name);

        await resolver.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["192.0.2.1:7410", "192.0.2.2:7410"], Addresses(resolver));
    }

    [Fact]
    public async Task An_address_that_is_gone_is_dropped()
    {
        Answer("192.0.2.1", "192.0.2.2");
        var resolver = Create(Name);
        await resolver.RefreshAsync(TestContext.Current.CancellationToken);

        Answer("192.0.2.2");
        await resolver.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["192.0.2.2:7410"], Addresses(resolver));
    }

    [Fact]
    public async Task A_name_that_cannot_be_resolved_keeps_its_addresses()
    {
        Answer("192.0.2.1");
        var resolver = Create(Name);
        await resolver.RefreshAsync(TestContext.Current.CancellationToken);

        _answer = (_, _) => throw new SocketException((int)SocketError.TryAgain);
        await resolver.RefreshAsync(TestContext.Current.CancellationToken);
        Answer();
        await resolver.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["192.0.2.1:7410"], Addresses(resolver));
        Assert.Empty(resolver.Failures);
    }

    [Fact]
    public async Task A_name_that_never_had_an_address_is_told_with_the_cause()
    {
        _answer = (_, _) => throw new SocketException((int)SocketError.HostNotFound);
        var resolver = Create(Name);

        await resolver.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.True(resolver.HasGaps);
        Assert.Contains("cannot be resolved", Assert.Single(resolver.Failures).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resolver_that_hangs_is_not_waited_for()
    {
        _answer = (_, _) => new TaskCompletionSource<IPAddress[]>().Task;
        var resolver = new EndpointResolver([Name], (name, token) => _answer(name, token), TimeSpan.FromMilliseconds(1), TimeProvider.System);

        await resolver.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.Contains("was not resolved within", Assert.Single(resolver.Failures).Error.Message, StringComparison.Ordinal);
    }

    private EndpointResolver Create(params Uri[] endpoints) =>
        new(endpoints, (name, token) => _answer(name, token), TimeSpan.FromSeconds(30), TimeProvider.System);

    private void Answer(params string[] addresses) => _answer = (name, _) =>
    {
        Assert.Equal(Name.Host, name);
        return Task.FromResult<IPAddress[]>([.. addresses.Select(IPAddress.Parse)]);
    };

    private static IEnumerable<string> Addresses(EndpointResolver resolver) => resolver.Replicas.Select(replica => replica.Address.ToString());
}
