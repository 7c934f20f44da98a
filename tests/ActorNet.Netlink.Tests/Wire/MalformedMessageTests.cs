using System.Runtime.InteropServices;
using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Tests.Wire;

/// <summary>Whatever bytes arrive, parsing ends, and ends in records or in a <see cref="NetlinkException"/>.</summary>
public sealed class MalformedMessageTests
{
    private const int Rounds = 200_000;

    private static readonly MessageType[] Types =
    [
        MessageType.NewLink, MessageType.DeleteLink, MessageType.NewAddress, MessageType.DeleteAddress,
        MessageType.NewRoute, MessageType.DeleteRoute, MessageType.NewNeighbour, MessageType.DeleteNeighbour,
    ];

    [Fact]
    public void Random_bytes_are_records_or_a_typed_error()
    {
        var random = new Random(20240601);
        for (var i = 0; i < Rounds; i++)
        {
            var datagram = new byte[random.Next(200)];
            random.NextBytes(datagram);
            Parse(datagram);
        }
    }

    [Fact]
    public void Random_bodies_in_a_valid_envelope_are_records_or_a_typed_error()
    {
        var random = new Random(20240602);
        for (var i = 0; i < Rounds; i++)
            Parse(Envelope(random, RandomBody(random)));
    }

    [Fact]
    public void Real_messages_with_changed_or_missing_bytes_are_records_or_a_typed_error()
    {
        var random = new Random(20240603);
        var seeds = Samples.Messages;
        for (var i = 0; i < Rounds; i++)
        {
            var (type, body) = seeds[random.Next(seeds.Count)];
            var changed = body.ToArray();
            for (var flips = random.Next(4); flips > 0; flips--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            var cut = random.Next(4) == 0 ? random.Next(changed.Length) : changed.Length;
            Parse(Envelope(type, changed.AsSpan(0, cut)));
        }
    }

    [Fact]
    public void Random_acknowledgements_are_results_or_a_typed_error()
    {
        var random = new Random(20240604);
        for (var i = 0; i < Rounds; i++)
        {
            var body = RandomBody(random);
            var header = new MessageHeader(0, MessageType.Error, (MessageFlags)random.Next(0x10000), 0, 0);
            Tolerate(() => Acknowledgement.Parse(header, body));
            Tolerate(() => Acknowledgement.ParseDone(header, body));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void A_message_longer_or_shorter_than_it_can_be_is_malformed(uint length)
    {
        var datagram = new byte[MessageHeader.Size];
        MemoryMarshal.Write(datagram, new MessageHeader(length, MessageType.NewLink, MessageFlags.None, 0, 0));

        Assert.Equal(Errno.EBADMSG, Assert.Throws<NetlinkException>(() => EventParser.Parse(datagram)).Errno);
    }

    [Fact]
    public void An_attribute_without_length_is_malformed()
    {
        var body = new byte[16 + 4];

        Assert.Equal(Errno.EBADMSG, Assert.Throws<NetlinkException>(() => LinkMessage.Parse(body)).Errno);
    }

    /// <summary>A header and attributes with lengths that are often right, so that the parsers get past the first one.</summary>
    private static byte[] RandomBody(Random random)
    {
        var body = new byte[random.Next(128)];
        random.NextBytes(body);
        if (body.Length > 0)
            body[0] = (byte)(random.Next(4) switch { 0 => 0, 1 => 2, 2 => 10, _ => 7 });
        for (var at = 4 * random.Next(2, 5); at + 4 <= body.Length;)
        {
            var length = random.Next(8) == 0 ? random.Next(64) : 4 + random.Next(Math.Min(20, body.Length - at - 3));
            MemoryMarshal.Write(body.AsSpan(at), (ushort)length);
            MemoryMarshal.Write(body.AsSpan(at + 2), (ushort)random.Next(32));
            at += Math.Max(4, Alignment.Up(length));
        }

        return body;
    }

    private static byte[] Envelope(Random random, ReadOnlySpan<byte> body) => Envelope(Types[random.Next(Types.Length)], body);

    private static byte[] Envelope(MessageType type, ReadOnlySpan<byte> body)
    {
        var datagram = new byte[MessageHeader.Size + body.Length];
        MemoryMarshal.Write(datagram, new MessageHeader((uint)datagram.Length, type, MessageFlags.None, 0, 0));
        body.CopyTo(datagram.AsSpan(MessageHeader.Size));
        return datagram;
    }

    private static void Parse(byte[] datagram) => Tolerate(() => EventParser.Parse(datagram));

    private static void Tolerate(Action parse)
    {
        try
        {
            parse();
        }
        catch (NetlinkException e)
        {
            Assert.Equal(Errno.EBADMSG, e.Errno);
        }
    }
}
