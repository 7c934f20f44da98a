using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Tests.Wire;

/// <summary>Whatever bytes arrive as messages of nf_tables, parsing ends, and ends in records or in a <see cref="NetlinkException"/>.</summary>
public sealed class MalformedNftMessageTests
{
    private const int Rounds = 100_000;

    private static readonly NftTable Table = new(NftFamily.Inet, "t");
    private static readonly NftChain Chain = new() { Table = Table, Name = "c", Hook = NftHook.Forward, Priority = -10 };
    private static readonly NftSet Set = new() { Table = Table, Name = "s", KeyType = NftKeyType.IPv6Address, HasIntervals = true, HasTimeouts = true };

    private static readonly NftRule Rule = new()
    {
        Chain = Chain,
        Expressions =
        [
            .. NftMatch.Family(System.Net.Sockets.AddressFamily.InterNetwork), NftMatch.Source(System.Net.Sockets.AddressFamily.InterNetwork), .. NftMatch.In(System.Net.IPNetwork.Parse("10.0.0.0/8")),
            new NftExpression.Lookup("s", IsInverted: true), new NftExpression.Counter(1, 2), new NftExpression.Masquerade(true), new NftExpression.Decide(NftVerdict.Jump, "d"),
        ],
        Comment = "a comment",
    };

    private static readonly NftElement[] Elements = [NftElement.Of(System.Net.IPNetwork.Parse("fd77::/64")) with { Timeout = TimeSpan.FromSeconds(5) }];

    private static readonly (ReadOnlyMemory<byte> Body, Action<ReadOnlyMemory<byte>> Parse)[] Messages =
    [
        (NftTableMessage.ForChange(Table), body => NftTableMessage.Parse(body.Span)),
        (NftChainMessage.ForAdd(Chain), body => NftChainMessage.Parse(body.Span)),
        (NftSetMessage.ForAdd(Set), body => NftSetMessage.Parse(body.Span)),
        (NftElementMessage.ForChange(Set, Elements), body => NftElementMessage.Join(Set, NftElementMessage.Parse(body.Span))),
        (NftRuleMessage.ForAdd(Rule), body => NftRuleMessage.Parse(body.Span)),
    ];

    [Fact]
    public void What_is_written_of_a_record_read_back_is_the_record()
    {
        Assert.Equal(Table, NftTableMessage.Parse(NftTableMessage.ForChange(Table).Span));
        Assert.Equal(Chain, NftChainMessage.Parse(NftChainMessage.ForAdd(Chain).Span));
        Assert.Equal(Set, NftSetMessage.Parse(NftSetMessage.ForAdd(Set).Span));
        Assert.Equal(Elements, NftElementMessage.Join(Set, NftElementMessage.Parse(NftElementMessage.ForChange(Set, Elements).Span)));
        var rule = NftRuleMessage.Parse(NftRuleMessage.ForAdd(Rule).Span)!;
        Assert.Equal(Rule.Expressions, rule.Expressions);
        Assert.True(Rule.IsSameAs(rule));
    }

    [Fact]
    public void Changed_or_missing_bytes_are_records_or_a_typed_error()
    {
        var random = new Random(20261128);
        for (var i = 0; i < Rounds; i++)
        {
            var (body, parse) = Messages[random.Next(Messages.Length)];
            var changed = body.ToArray();
            for (var flips = random.Next(5); flips > 0; flips--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            var cut = random.Next(4) == 0 ? random.Next(changed.Length) : changed.Length;
            try
            {
                parse(changed.AsMemory(0, cut));
            }
            catch (NetlinkException)
            {
                // That is the typed error.
            }
        }
    }
}
