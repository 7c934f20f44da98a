using ActorNet.Client.Choice;
using ActorNet.Client.Endpoints;
using ActorNet.Client.Tests.Fixtures;

namespace ActorNet.Client.Tests.Choice;

public sealed class ReplicaTableTests
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly ReplicaTable _table = new ReplicaTable("node-1").With([Addresses.A, Addresses.B, Addresses.C]);

    [Fact]
    public void The_first_choice_is_the_clients_own() => Assert.Equal(_table.Ranked[0].Replica, _table.Pick(At(0)));

    [Fact]
    public void A_replica_that_answers_is_stayed_with()
    {
        var table = _table.Answered(Rank(2));

        Assert.Equal(Rank(2), table.Pick(At(0)));
        Assert.Equal(Rank(2), table.Answered(Rank(1)).Pick(At(0)));
    }

    [Fact]
    public void After_a_failure_comes_the_next()
    {
        var table = _table.Answered(Rank(0)).Failed(Rank(0), At(1), jitter: 0);

        Assert.Equal(Rank(1), table.Pick(At(1)));
    }

    [Fact]
    public void A_replica_that_goes_on_failing_is_avoided_for_longer_and_longer_up_to_half_a_minute()
    {
        var table = _table;
        var avoided = new List<double>();
        for (var failure = 0; failure < 8; failure++)
        {
            table = table.Failed(Rank(0), At(100), jitter: 1);
            avoided.Add((table.Ranked[0].AvoidedUntil - At(100)).TotalSeconds);
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], avoided);
        Assert.Equal(0.5, (_table.Failed(Rank(0), At(100), jitter: 0).Ranked[0].AvoidedUntil - At(100)).TotalSeconds);
    }

    [Fact]
    public void Where_all_are_avoided_the_one_whose_time_is_over_first_is_asked()
    {
        var table = _table.Failed(Rank(0), At(3), 1).Failed(Rank(1), At(1), 1).Failed(Rank(2), At(2), 1);

        Assert.Equal(Rank(1), table.Pick(At(3)));
    }

    [Fact]
    public void An_answer_ends_the_avoidance()
    {
        var table = _table.Failed(Rank(0), At(1), jitter: 1).Answered(Rank(0));

        Assert.Equal(Rank(0), table.Pick(At(1)));
        Assert.Equal(0, table.Ranked[0].Failures);
    }

    [Fact]
    public void Those_that_will_not_do_are_passed_over()
    {
        var table = _table.Answered(Rank(0));

        Assert.Equal(Rank(1), table.Pick(At(0), Rank(0)));
        Assert.Null(table.Pick(At(0), Rank(0), Rank(1), Rank(2)));
    }

    [Fact]
    public void When_all_has_been_quiet_the_client_goes_home()
    {
        var table = _table.Failed(Rank(0), At(10), jitter: 1).Answered(Rank(1));

        Assert.Null(table.FindWayHome(At(69), Quiet));
        Assert.Equal(Rank(0), table.FindWayHome(At(70), Quiet));
        Assert.Null(table.MovedTo(Rank(0)).FindWayHome(At(70), Quiet));
        Assert.Null(table.Failed(Rank(2), At(60), 1).FindWayHome(At(70), Quiet));
    }

    [Fact]
    public void Replicas_come_and_go_without_disturbing_those_that_stay()
    {
        var table = _table.Answered(Rank(1)).Failed(Rank(0), At(1), 1);

        var grown = table.With([.. table.Replicas, Another]);
        Assert.Equal(Rank(1), grown.Current);
        Assert.Contains(grown.Ranked, standing => standing.Replica == Rank(0) && standing.Failures == 1);

        var shrunk = table.With([Rank(0), Rank(2)]);
        Assert.Null(shrunk.Current);
        Assert.Equal(Rank(2), shrunk.Pick(At(1)));
        Assert.Null(shrunk.MovedTo(Rank(1)).Answered(Rank(1)).Current);
    }

    private static ReplicaAddress Another { get; } = new(new Uri("http://192.0.2.4:1"), new(new System.Net.IPAddress([192, 0, 2, 4]), 1));

    private ReplicaAddress Rank(int rank) => _table.Ranked[rank].Replica;

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
