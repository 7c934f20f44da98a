using Akka.Persistence.Etcd.Keys;

namespace Akka.Persistence.Etcd.Tests.Keys;

public sealed class JournalKeysTests
{
    private static readonly JournalKeys Keys = new("akka/");

    [Theory]
    [InlineData("a")]
    [InlineData("a/b")]
    [InlineData("100%")]
    [InlineData("%2F")]
    [InlineData("ü 日本 😀")]
    [InlineData("line\nbreak\0\x7f")]
    [InlineData("+?#&")]
    public void An_id_survives_the_way_into_a_key_and_back(string persistenceId)
    {
        Assert.Equal((persistenceId, 42), Keys.ParseEvent(Keys.Event(persistenceId, 42)));
        Assert.Equal(persistenceId, Keys.ParseDeletion(Keys.DeletedTo(persistenceId)));
    }

    [Fact]
    public void Keys_are_as_documented() => Assert.Equal("akka/e/a%2Fb/000000000000002a", Keys.Event("a/b", 42).ToStringUtf8());

    [Fact]
    public void The_order_of_the_keys_is_the_order_of_the_numbers()
    {
        long[] numbers = [1, 9, 10, 15, 16, 255, 256, 1L << 40, long.MaxValue];

        Assert.Equal(numbers, numbers.Reverse().OrderBy(number => Keys.Event("a", number).ToStringUtf8(), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a", "a0")]
    [InlineData("a", "a/")]
    [InlineData("a", "a/0000000000000005")]
    [InlineData("a", "a%")]
    [InlineData("a", "b")]
    [InlineData("a0", "a")]
    public void The_keys_of_one_id_do_not_hold_those_of_another(string one, string other)
    {
        var range = Keys.EventsFrom(one, 0);
        var key = Keys.Event(other, 5).ToStringUtf8();

        Assert.False(string.CompareOrdinal(key, range.Start.ToStringUtf8()) >= 0 && string.CompareOrdinal(key, range.End.ToStringUtf8()) < 0);
    }

    [Fact]
    public void An_id_that_is_not_well_formed_has_no_key() => Assert.ThrowsAny<ArgumentException>(() => Keys.Event("a\ud800", 1));
}
