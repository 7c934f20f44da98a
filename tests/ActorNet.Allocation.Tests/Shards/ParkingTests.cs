using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Blocks;
using ActorNet.Allocation.Leases;
using ActorNet.Allocation.Shards;

namespace ActorNet.Allocation.Tests.Shards;

public sealed class ParkingTests
{
    private static readonly SpaceNeed Need = new([new(AddressFamily.InterNetwork, 24)], []);
    private static readonly SpaceNeed Larger = new([new(AddressFamily.InterNetwork, 23)], []);
    private static readonly SpaceNeed Wish = new([], [Prefix.Parse("10.0.0.0/24")]);

    private readonly Parking parking = new(firstNumber: 100);

    [Fact]
    public void One_question_is_open_at_a_time()
    {
        Park("a", Need);
        Park("b", Larger);

        Assert.Equal(new SpaceRequest(101, Need, MayEndQuarantine: false), parking.NextRequest(default));
        Assert.Null(parking.NextRequest(default));
    }

    [Fact]
    public void A_question_that_is_not_answered_is_asked_again()
    {
        Park("a", Need);
        parking.NextRequest(default);

        Assert.Null(parking.NextRequest(TimeSpan.FromSeconds(2.9)));
        Assert.Equal(102, parking.NextRequest(TimeSpan.FromSeconds(3))!.Value.Number);
    }

    [Fact]
    public void Nobody_waits_and_nothing_is_asked() => Assert.Null(parking.NextRequest(default));

    [Fact]
    public void A_refusal_opens_the_next_kind_of_space_to_all_that_were_short_of_the_same()
    {
        Park("a", Need);
        Park("b", Larger);
        Park("c", Need);
        parking.NextRequest(default);

        parking.OnRefusal(101, isCertain: true, [], default);

        Assert.Equal([SpaceSearch.Quarantined, SpaceSearch.Free, SpaceSearch.Quarantined], Searches());
    }

    [Fact]
    public void Whoever_came_after_the_question_is_not_refused_with_it()
    {
        Park("a", Need);
        parking.NextRequest(default);
        Park("late", Need);

        parking.OnRefusal(101, isCertain: true, [], default);

        Assert.Equal([SpaceSearch.Quarantined, SpaceSearch.Free], Searches());
    }

    [Fact]
    public void An_answer_that_nobody_waits_for_changes_nothing()
    {
        Park("a", Need);
        parking.NextRequest(default);

        parking.OnRefusal(100, isCertain: true, [], default);
        Assert.Null(parking.NextRequest(default));
        parking.OnRefusal(101, isCertain: true, [], default);
        parking.OnRefusal(101, isCertain: true, [], default);

        Assert.Equal([SpaceSearch.Quarantined], Searches());
    }

    [Fact]
    public void An_answer_about_another_need_says_nothing()
    {
        Park("a", Need);
        parking.NextRequest(default);
        var request = Assert.Single(parking.TakeAll());
        parking.TryPark(request, Larger);

        parking.OnRefusal(101, isCertain: true, [], default);

        Assert.Equal([SpaceSearch.Free], Searches());
    }

    [Fact]
    public void The_last_refusal_counts_only_when_it_is_certain()
    {
        Park("a", Need, SpaceSearch.Quarantined);
        Assert.True(parking.NextRequest(default)!.Value.MayEndQuarantine);
        parking.OnRefusal(101, isCertain: false, [], default);
        parking.NextRequest(default);
        parking.OnRefusal(102, isCertain: true, [], default);

        Assert.Equal([SpaceSearch.Exhausted], Searches());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_wish_is_asked_for_once_whatever_the_answer(bool isOffer)
    {
        Park("a", Wish, SpaceSearch.Preferred);
        parking.NextRequest(default);
        if (isOffer)
        {
            parking.OnOffer(101);
        }
        else
        {
            parking.OnRefusal(101, isCertain: true, [], default);
        }

        Assert.Equal([SpaceSearch.Free], Searches());
    }

    [Fact]
    public void An_offer_leaves_the_others_where_they_are()
    {
        Park("a", Need);
        parking.NextRequest(default);
        parking.OnOffer(101);

        Assert.Equal([SpaceSearch.Free], Searches());
    }

    [Fact]
    public void Nobody_waits_forever()
    {
        Park("a", Need);
        Park("b", Need, since: TimeSpan.FromSeconds(5));

        Assert.Empty(parking.TakeLate(TimeSpan.FromSeconds(10)));
        Assert.Equal("a", Assert.Single(parking.TakeLate(TimeSpan.FromSeconds(11))).Acquire.Node.Value);
        Assert.Single(parking.TakeAll());
    }

    [Fact]
    public void No_more_wait_than_there_is_room_for()
    {
        for (var i = 0; i < Parking.Capacity; i++)
        {
            Assert.True(Park($"node-{i}", Need));
        }

        Assert.False(Park("late", Need));
    }

    private bool Park(string node, SpaceNeed need, SpaceSearch search = SpaceSearch.Free, TimeSpan since = default) =>
        parking.TryPark(new Parked(Ask.Acquire(node), default, search, since), need);

    private IEnumerable<SpaceSearch> Searches() => parking.TakeAll().Select(request => request.Search);
}
