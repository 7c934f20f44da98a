using ActorNet.Agent.Tests.Fixtures;

namespace ActorNet.Agent.Tests.EndToEnd;

/// <summary>One node and two coordinators that know the same.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private readonly Lab _lab = new(hosts: 1);
    private readonly ScriptedCoordinator _first;
    private readonly ScriptedCoordinator _second;
    private readonly AgentNode _node;

    public FailoverTests()
    {
        _first = new ScriptedCoordinator(_lab, 7410);
        _second = new ScriptedCoordinator(_lab, 7411);
        _node = new AgentNode(_lab[1], "n1", _first.Url, _second.Url);
    }

    public async ValueTask InitializeAsync()
    {
        foreach (var coordinator in new[] { _first, _second })
        {
            coordinator.Leases.Assign("n1", "10.244.1.0/24");
            coordinator.Leases.PutPeer("n2", "10.77.0.2", "10.244.2.0/24");
            coordinator.Leases.TimeToLive = TimeSpan.FromSeconds(15); // a lapse would take a stall of the machine for half of that
            await coordinator.StartAsync();
        }

        _node.Start();
        await _node.HoldsAsync("10.244.1.1/24");
    }

    public async ValueTask DisposeAsync()
    {
        _node.Dispose();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _lab.Dispose();
    }

    [Fact]
    public async Task Renewals_that_a_coordinator_does_not_answer_are_answered_by_the_second()
    {
        var (inUse, other) = await FindInUseAsync();
        var before = other.Leases.Renewals.Count;

        inUse.Leases.IsMute = true;

        await Eventually.IsTrue(() => other.Leases.Renewals.Count > before + 2, "the second one is used", () => _node.Log);
        await _node.SaysAsync("does not answer");
        Assert.DoesNotContain("lapsed", _node.Log);
        var numbers = inUse.Leases.Renewals.Concat(other.Leases.Renewals).Select(renewal => renewal.RequestNumber).ToList();
        Assert.Equal(numbers.Distinct(), numbers);
    }

    [Fact]
    public async Task When_the_coordinator_goes_away_the_lease_lives_on_at_the_second_and_peers_are_still_followed()
    {
        var (inUse, other) = await FindInUseAsync();
        var before = other.Leases.Renewals.Count;

        await inUse.StopAsync();

        await Eventually.IsTrue(() => other.Leases.Renewals.Count > before + 2, "the second one is used", () => _node.Log);
        other.Leases.PutPeer("n3", "10.77.0.3", "10.244.3.0/24");
        await Eventually.IsTrue(() => _node.Host.Routes().Any(route => route.StartsWith("10.244.3.0/24", StringComparison.Ordinal)), "the new peer is routed to", () => _node.Log);
        Assert.DoesNotContain("lapsed", _node.Log);
    }

    /// <summary>
    /// The one that renewals go to, and the other: while the machine is busy one of both may have been asked because the other was slow, so two in a
    /// row at the same one have to tell.
    /// </summary>
    private async Task<(ScriptedCoordinator InUse, ScriptedCoordinator Other)> FindInUseAsync()
    {
        (ScriptedCoordinator InUse, ScriptedCoordinator Other)? found = null;
        var (first, second) = (0, 0);
        await Eventually.IsTrue(
            () =>
            {
                var (firstNow, secondNow) = (_first.Leases.Renewals.Count, _second.Leases.Renewals.Count);
                found = (firstNow - first, secondNow - second) switch
                {
                    ( >= 2, 0) => (_first, _second),
                    (0, >= 2) => (_second, _first),
                    _ => null,
                };
                if (firstNow > first && secondNow > second)
                    (first, second) = (firstNow, secondNow);
                return found is not null;
            },
            "renewals go to one of both",
            () => _node.Log);
        return found!.Value;
    }
}
