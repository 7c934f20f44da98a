using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using ActorNet.Fuzz.Engine;
using ActorNet.Fuzz.Mutation;

namespace ActorNet.Fuzz.Remote;

/// <summary>
/// Sends a coordinator HTTP/2 frames (RFC 9113) that are almost right. What it answers is Kestrel's affair; that it lives, and answers others, is ours.
/// </summary>
internal static class Http2Fuzzer
{
    public const string Name = "http2";

    private const int AtOnce = 8;
    private const int ConnectionsBetweenLooks = 200;
    private const int MostFrames = 12;
    private const int HeaderSize = 9;
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;
    private const byte Literal = 0x10;
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(20);
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    /// <summary>A call of GetStatus, without Huffman coding or tables (RFC 7541, 6.2.3).</summary>
    private static readonly byte[] HeaderBlock =
    [
        .. new[] { (":method", "POST"), (":scheme", "http"), (":path", "/actornet.v1.ClusterService/GetStatus"), (":authority", "x"), ("content-type", "application/grpc"), ("te", "trailers") }
            .SelectMany(header => (byte[])[Literal, (byte)header.Item1.Length, .. Encoding.ASCII.GetBytes(header.Item1), (byte)header.Item2.Length, .. Encoding.ASCII.GetBytes(header.Item2)]),
    ];

    /// <summary>Opens a connection for each of the seeds from <paramref name="firstSeed"/> on.</summary>
    public static async Task RunAsync(FuzzedCoordinator coordinator, long firstSeed, long count, Findings findings, CancellationToken cancellation)
    {
        for (var first = firstSeed; first < firstSeed + count; first += ConnectionsBetweenLooks)
        {
            var seeds = Enumerable.Range(0, (int)Math.Min(ConnectionsBetweenLooks, firstSeed + count - first)).Select(offset => first + offset);
            await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (seed, _) =>
            {
                findings.CountInput();
                await SendAsync(coordinator, Make(seed));
            });
            if (await coordinator.FindFaultAsync() is { } fault)
            {
                findings.Add(new Finding(Name, first, FindingKind.Hang, $"after the {ConnectionsBetweenLooks} connections from this seed on: {fault}", Make(first)));
                return;
            }
        }
    }

    /// <summary>The bytes of a seed, always the same.</summary>
    public static byte[] Make(long seed)
    {
        var random = new Random((int)(unchecked((ulong)seed * Spread) >> 32));
        List<byte> bytes = [.. Preface, .. Frame(4, 0, 0, [])];
        for (var frames = random.Next(1, MostFrames); frames > 0; frames--)
        {
            bytes.AddRange(Frame(random));
        }

        return random.Next(8) == 0 ? ByteMutator.Instance.Mutate([.. bytes], random) : [.. bytes];
    }

    private static byte[] Frame(Random random)
    {
        var stream = random.Next(4) == 0 ? random.Next() : (2 * random.Next(4)) + 1;
        return random.Next(6) switch
        {
            0 or 1 => Frame(1, random.Next(2) == 0 ? (byte)4 : (byte)random.Next(256), stream, random.Next(2) == 0 ? HeaderBlock : ByteMutator.Instance.Mutate(HeaderBlock, random)),
            2 => Frame(0, (byte)random.Next(256), stream, ByteMutator.Noise(random, 300)),
            3 => Frame(9, (byte)random.Next(8), stream, ByteMutator.Instance.Mutate(HeaderBlock, random)),
            4 => Frame(8, 0, random.Next(2) * stream, [0x7f, 0xff, 0xff, 0xff]),
            _ => Frame((byte)random.Next(12), (byte)random.Next(256), stream, ByteMutator.Noise(random, 64), random.Next(4) == 0 ? random.Next(1 << 24) : null),
        };
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload, int? claimed = null)
    {
        var frame = new byte[HeaderSize + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, (claimed ?? payload.Length) << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, HeaderSize);
        return frame;
    }

    private static async Task SendAsync(FuzzedCoordinator coordinator, byte[] bytes)
    {
        using var linger = new CancellationTokenSource();
        try
        {
            using var client = await coordinator.ConnectAsync();
            await client.GetStream().WriteAsync(bytes, CancellationToken.None);
            linger.CancelAfter(Linger);
            await client.GetStream().CopyToAsync(Stream.Null, linger.Token);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // It may hang up on whoever sends that, or wait for more.
        }
    }
}
