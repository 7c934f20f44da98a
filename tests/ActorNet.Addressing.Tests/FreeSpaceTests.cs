using System.Net.Sockets;

namespace ActorNet.Addressing.Tests;

public class FreeSpaceTests
{
    [Fact]
    public void An_empty_space_gives_nothing()
    {
        var space = new FreeSpace(AddressFamily.InterNetwork);

        Assert.True(space.IsEmpty);
        Assert.False(space.TryAllocate(32, out var prefix));
        Assert.Equal(default, prefix);
        Assert.False(space.TryTake(P("10.0.0.0/8")));
        Assert.False(space.EndQuarantine(P("10.0.0.0/8")));
        Assert.Equal(UInt128.Zero, space.Fit(32));
        Assert.Empty(space.Free);
        Assert.Empty(space.Quarantined);
    }

    [Fact]
    public void Best_fit_breaks_no_larger_prefix_than_it_must()
    {
        var space = Free("10.0.0.0/22", "10.0.8.0/24", "10.0.12.0/23");

        Assert.Equal("10.0.8.0/24", Allocate(space, 24));
        Assert.Equal("10.0.12.0/24", Allocate(space, 24));
        Assert.Equal("10.0.13.0/24", Allocate(space, 24));
        Assert.Equal("10.0.0.0/24", Allocate(space, 24));
    }

    [Fact]
    public void Among_equals_the_lowest_address_is_taken()
    {
        var space = Free("10.0.9.0/24", "10.0.3.0/24", "10.0.6.0/24");

        Assert.Equal("10.0.3.0/24", Allocate(space, 24));
        Assert.Equal("10.0.6.0/24", Allocate(space, 24));
        Assert.Equal("10.0.9.0/24", Allocate(space, 24));
    }

    [Fact]
    public void A_prefix_grows_in_place_while_its_buddy_is_free()
    {
        var space = Free("10.0.0.0/16");
        var held = P(Allocate(space, 24));

        Assert.True(space.TryTake(held.Buddy));
        Assert.False(space.Overlaps(held.Parent));
    }

    [Fact]
    public void Freed_buddies_merge_as_far_as_it_goes()
    {
        var space = Free("10.0.0.0/24", "10.0.2.0/24", "10.0.3.0/24");
        Assert.Equal(["10.0.0.0/24", "10.0.2.0/23"], Texts(space.Free));

        space.Add(P("10.0.1.0/24"));

        Assert.Equal(["10.0.0.0/22"], Texts(space.Free));
    }

    [Fact]
    public void Neighbours_that_are_no_buddies_stay_apart() =>
        Assert.Equal(["10.0.1.0/24", "10.0.2.0/24"], Texts(Free("10.0.2.0/24", "10.0.1.0/24").Free));

    [Fact]
    public void Quarantined_space_is_used_last_and_oldest_first()
    {
        var space = Free("10.0.0.0/24");
        space.Quarantine(P("10.0.7.0/24"));
        space.Quarantine(P("10.0.5.0/24"));
        space.Quarantine(P("10.0.6.0/24"));

        Assert.Equal(["10.0.7.0/24", "10.0.5.0/24", "10.0.6.0/24"], Texts(space.Quarantined));
        Assert.Equal("10.0.0.0/24", Allocate(space, 24));
        Assert.False(space.TryFindFree(24, out _));
        Assert.Equal("10.0.7.0/24", Allocate(space, 24));
        Assert.Equal("10.0.5.0/24", Allocate(space, 24));
        Assert.Equal("10.0.6.0/24", Allocate(space, 24));
        Assert.True(space.IsEmpty);
    }

    [Fact]
    public void The_oldest_quarantined_prefix_that_is_too_small_is_passed_over()
    {
        var space = new FreeSpace(AddressFamily.InterNetwork);
        space.Quarantine(P("10.0.1.0/25"));
        space.Quarantine(P("10.0.4.0/23"));
        space.Quarantine(P("10.0.2.0/24"));

        Assert.Equal("10.0.4.0/24", Allocate(space, 24));
        Assert.Equal(["10.0.1.0/25", "10.0.5.0/24", "10.0.2.0/24"], Texts(space.Quarantined));
    }

    [Fact]
    public void What_is_left_of_a_quarantined_prefix_keeps_its_place()
    {
        var space = new FreeSpace(AddressFamily.InterNetwork);
        space.Quarantine(P("10.1.0.0/24"));
        space.Quarantine(P("10.2.0.0/24"));
        space.Quarantine(P("10.0.0.0/24"));

        Assert.True(space.TryTake(P("10.2.0.64/26")));

        Assert.Equal(["10.1.0.0/24", "10.2.0.0/26", "10.2.0.128/25", "10.0.0.0/24"], Texts(space.Quarantined));
    }

    [Fact]
    public void Free_and_quarantined_buddies_are_given_out_together_when_nothing_else_is_large_enough()
    {
        var space = Free("10.0.0.0/24");
        space.Quarantine(P("10.0.1.0/24"));
        space.Quarantine(P("10.0.4.0/24"));

        Assert.Equal((UInt128)1, space.Fit(23));
        Assert.Equal("10.0.0.0/23", Allocate(space, 23));
        Assert.Equal(["10.0.4.0/24"], Texts(space.Quarantined));
    }

    [Fact]
    public void Quarantined_buddies_keep_their_identity()
    {
        var space = new FreeSpace(AddressFamily.InterNetwork);
        space.Quarantine(P("10.0.1.0/24"));
        space.Quarantine(P("10.0.0.0/24"));

        Assert.Equal(["10.0.1.0/24", "10.0.0.0/24"], Texts(space.Quarantined));
        Assert.True(space.Contains(P("10.0.0.0/23")));
        Assert.False(space.IsFree(P("10.0.0.0/23")));
    }

    [Fact]
    public void Ending_a_quarantine_makes_the_prefix_free_and_merges_it()
    {
        var space = Free("10.0.0.0/24");
        space.Quarantine(P("10.0.1.0/24"));

        Assert.True(space.EndQuarantine(P("10.0.1.0/24")));
        Assert.False(space.EndQuarantine(P("10.0.1.0/24")));

        Assert.Equal(["10.0.0.0/23"], Texts(space.Free));
        Assert.Empty(space.Quarantined);
    }

    [Fact]
    public void Ending_a_quarantine_covers_what_was_left_of_the_prefix()
    {
        var space = new FreeSpace(AddressFamily.InterNetwork);
        space.Quarantine(P("10.0.0.0/24"));
        space.TryTake(P("10.0.0.0/26"));

        Assert.True(space.EndQuarantine(P("10.0.0.0/24")));

        Assert.Equal(["10.0.0.64/26", "10.0.0.128/25"], Texts(space.Free));
        Assert.Empty(space.Quarantined);
    }

    [Fact]
    public void Ending_the_quarantine_of_a_part_leaves_the_rest_in_its_place()
    {
        var space = new FreeSpace(AddressFamily.InterNetwork);
        space.Quarantine(P("10.0.0.0/24"));
        space.Quarantine(P("10.0.1.0/24"));

        Assert.True(space.EndQuarantine(P("10.0.0.128/25")));

        Assert.Equal(["10.0.0.128/25"], Texts(space.Free));
        Assert.Equal(["10.0.0.0/25", "10.0.1.0/24"], Texts(space.Quarantined));
    }

    [Theory]
    [InlineData("10.0.0.0/24")]
    [InlineData("10.0.0.0/25")]
    [InlineData("10.0.0.0/16")]
    [InlineData("10.0.1.0/24")]
    [InlineData("10.0.1.7/32")]
    public void What_is_here_already_cannot_be_added_again(string text)
    {
        var space = Free("10.0.0.0/24");
        space.Quarantine(P("10.0.1.0/24"));

        Assert.Contains(text, Assert.Throws<InvalidOperationException>(() => space.Add(P(text))).Message, StringComparison.Ordinal);
        Assert.Contains(text, Assert.Throws<InvalidOperationException>(() => space.Quarantine(P(text))).Message, StringComparison.Ordinal);
        Assert.Equal(["10.0.0.0/24"], Texts(space.Free));
        Assert.Equal(["10.0.1.0/24"], Texts(space.Quarantined));
    }

    [Fact]
    public void Taking_is_all_or_nothing()
    {
        var space = Free("10.0.0.0/24", "10.0.2.0/24");

        Assert.False(space.TryTake(P("10.0.0.0/22")));

        Assert.Equal(["10.0.0.0/24", "10.0.2.0/24"], Texts(space.Free));
    }

    [Fact]
    public void The_other_family_is_refused_by_name()
    {
        var space = new FreeSpace(AddressFamily.InterNetwork);
        var other = P("fd77::/48");
        Action[] operations =
        [
            () => space.Add(other), () => space.Quarantine(other), () => space.EndQuarantine(other), () => space.TryTake(other),
            () => space.Contains(other), () => space.IsFree(other), () => space.Overlaps(other),
        ];

        Assert.All(operations, operation => Assert.StartsWith(
            "fd77::/48 is of family InterNetworkV6; this free space is of family InterNetwork.",
            Assert.Throws<ArgumentException>(operation).Message,
            StringComparison.Ordinal));
    }

    [Fact]
    public void There_is_no_space_of_another_family() =>
        Assert.Throws<ArgumentException>(() => new FreeSpace(AddressFamily.Unix));

    [Theory]
    [InlineData(AddressFamily.InterNetwork, 33)]
    [InlineData(AddressFamily.InterNetworkV6, 129)]
    [InlineData(AddressFamily.InterNetwork, -1)]
    public void A_length_that_the_family_does_not_have_is_refused(AddressFamily family, int length)
    {
        var space = new FreeSpace(family);

        Assert.Throws<ArgumentOutOfRangeException>(() => space.TryFind(length, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.TryFindFree(length, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.TryAllocate(length, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.Fit(length));
    }

    [Fact]
    public void The_whole_of_IPv6_is_one_prefix_too()
    {
        var space = new FreeSpace(AddressFamily.InterNetworkV6);
        space.Quarantine(P("8000::/1"));
        space.Add(P("::/1"));
        Assert.Equal(UInt128.MaxValue, space.Fit(128));
        Assert.Equal(UInt128.One << 127, space.FreeAddresses);
        Assert.Equal(UInt128.One << 127, space.QuarantinedAddresses);

        space.EndQuarantine(P("8000::/1"));

        Assert.Equal(["::/0"], Texts(space.Free));
        Assert.Equal(UInt128.MaxValue, space.FreeAddresses);
        Assert.Equal(UInt128.MaxValue, space.Fit(128));
        Assert.Equal(UInt128.One << 127, space.Fit(127));
        Assert.Equal("::/128", Allocate(space, 128));
        Assert.Equal(128, space.Count);
    }

    [Fact]
    public void Finding_changes_nothing()
    {
        var space = Free("10.0.0.0/16");

        Assert.True(space.TryFind(24, out var first));
        Assert.True(space.TryFind(24, out var second));

        Assert.Equal(first, second);
        Assert.Equal(["10.0.0.0/16"], Texts(space.Free));
    }

    [Fact]
    public void A_change_ends_an_enumeration()
    {
        var space = Free("10.0.0.0/24", "10.0.2.0/24");

        Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var prefix in space.Free)
                space.TryTake(prefix);
        });
    }

    private static FreeSpace Free(params string[] prefixes)
    {
        var space = new FreeSpace(AddressFamily.InterNetwork);
        foreach (var prefix in prefixes)
            space.Add(P(prefix));
        return space;
    }

    private static string Allocate(FreeSpace space, int length)
    {
        Assert.True(space.TryAllocate(length, out var prefix));
        return prefix.ToString();
    }

    private static IEnumerable<string> Texts(IEnumerable<Prefix> prefixes) => prefixes.Select(prefix => prefix.ToString());

    private static Prefix P(string text) => Prefix.Parse(text);
}
