using System.Net.Sockets;
using ActorNet.Addressing;
using ActorNet.Allocation.Identity;
using ActorNet.Coordinator.Directory;

namespace ActorNet.Coordinator.Tests.Directory;

public sealed class DirectoryReservationsTests
{
    private readonly Events events = new(shortest: 22, longest: 26);
    private DirectoryState state = DirectoryState.Empty;

    private DirectoryPool Pool => state.Pools[PoolName.Default];

    /// <summary>In subnets of a /24's quarter.</summary>
    private UInt128 Reserved =>
        Pool.Reservations.Reserved(AddressFamily.InterNetwork) / Prefix.Parse("10.0.0.0/26").CountOf(FamilyTally.UnitLength(AddressFamily.InterNetwork));

    [Fact]
    public void What_is_reserved_is_all_but_what_is_held_or_quarantined()
    {
        Take(events.PoolCreated(), events.HandedOut(1, "10.0.0.0/20"), events.Received(1, "10.0.0.0/20"));
        Take(events.Granted("inside", 1, "10.0.1.0/24"), events.Granted("around", 2, "10.0.4.0/22"), events.Granted("outside", 3, "10.0.8.0/24"));
        Take(events.Reserved(1, "one", "10.0.0.0/23"), events.Reserved(2, "two", "10.0.5.0/24"));
        Assert.Equal(((UInt128)4, 1, 1), (Reserved, HoldersOf("one"), HoldersOf("two")));

        Take(events.Released("inside", 1), events.Expired("around", 2), events.Granted("small", 4, "10.0.0.64/26"));
        Assert.Equal(((UInt128)3, 1, 0), (Reserved, HoldersOf("one"), HoldersOf("two")));

        Take(events.QuarantineEnded("inside", 1), events.QuarantineEnded("around", 2));
        Assert.Equal((UInt128)11, Reserved);

        Take(events.ReservationEnded(1));
        Assert.Equal(((UInt128)4, 1), (Reserved, Pool.Reservations.Count));
        Take(events.ReservationEnded(2));
        Assert.Equal((UInt128.Zero, 0), (Reserved, Pool.Reservations.Count));
    }

    [Fact]
    public void A_range_is_in_force_when_no_shard_has_any_of_it()
    {
        Take(events.PoolCreated(), events.HandedOut(1, "10.0.0.0/20"), events.Reserved(1, "free", "10.0.16.0/24"), events.Reserved(2, "kept", "10.0.0.0/24"));
        Assert.Equal((true, false), (IsInForce("free"), IsInForce("kept")));

        Take(events.Received(1, "10.0.0.0/20"), events.Withheld(1, (2, "10.0.0.0/24", null)), events.Yielded(1, "10.0.0.0/24"));
        Assert.False(IsInForce("kept"));
        Take(events.TakenBack(1, "10.0.0.0/24"));

        Assert.True(IsInForce("kept"));
    }

    [Fact]
    public void A_pin_is_in_force_when_its_shard_has_all_of_it_and_knows_of_it_and_nobody_else_holds_any()
    {
        Take(events.PoolCreated(), events.HandedOut(1, "10.0.0.0/20"), events.Received(1, "10.0.0.0/20"), events.Granted("other", 1, "10.0.0.64/26"));
        Take(events.Reserved(1, "pin", "10.0.0.0/24", "node"));
        Assert.False(IsInForce("pin"));

        Take(events.Withheld(1, (1, "10.0.0.0/24", "node")));
        Assert.False(IsInForce("pin"));
        Take(events.Released("other", 1));
        Assert.True(IsInForce("pin"));
        Take(events.QuarantineEnded("other", 1), events.Granted("node", 2, "10.0.0.0/24"));

        Assert.Equal((true, 0, UInt128.Zero), (IsInForce("pin"), HoldersOf("pin"), Reserved));
    }

    private bool IsInForce(string name) => Pool.IsInForce(Pool.Reservations.Find(new ReservationName(name))!);

    private int HoldersOf(string name) => Pool.Reservations.Find(new ReservationName(name))!.Holders;

    private void Take(params ReadOnlySpan<JournalEvent> more)
    {
        foreach (var entry in more)
        {
            (state, _) = DirectoryRules.Apply(state, entry);
        }
    }
}
