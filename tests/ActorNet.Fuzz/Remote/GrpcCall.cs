using System.Buffers.Binary;
using ActorNet.Contracts.V1;
using ActorNet.Fuzz.Mutation;
using Google.Protobuf.Reflection;

namespace ActorNet.Fuzz.Remote;

/// <summary>One call as it goes over the wire.</summary>
/// <param name="Method">Which method.</param>
/// <param name="Headers">Besides those that every call has.</param>
/// <param name="ContentType">What it claims to be.</param>
/// <param name="Body">The frames, right or not.</param>
internal sealed record GrpcCall(MethodDescriptor Method, IReadOnlyList<(string Name, string Value)> Headers, string ContentType, byte[] Body)
{
    private const int PrefixSize = 5;
    private const int MostMessages = 5;
    private const string Grpc = "application/grpc";
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    private static readonly MethodDescriptor[] Methods =
    [
        .. new[] { LeaseService.Descriptor, PoolService.Descriptor, HistoryService.Descriptor, ClusterService.Descriptor }.SelectMany(service => service.Methods),
    ];

    private static readonly string[] Encodings = ["identity", "gzip", "deflate", "zzz", ""];
    private static readonly string[] Timeouts = ["1S", "5S", "100m", "99999999H", "0n", "x", "-1S", "1", "999999999999S"];
    private static readonly string[] ContentTypes = [Grpc, "application/grpc+proto", "application/grpc+json", "application/grpc-web", "application/json", "text/plain"];

    /// <summary>The path of the method.</summary>
    public string Path => $"/{Method.Service.FullName}/{Method.Name}";

    /// <summary>
    /// Whether it breaks gRPC's own framing: a length or a flag that lies, too few or too many messages, an encoding or content that is none. Then the call ends
    /// before there is a message, in words of the library below the services, which are INTERNAL (gRPC's own choice: compression.md, statuscodes.md) or UNKNOWN.
    /// </summary>
    public bool BreaksFraming =>
        ContentType != Grpc
        || Headers.Any(header => header.Name == "grpc-encoding" && header.Value != "identity")
        || CountMessages() is not { } count
        || (count != 1 && !Method.IsClientStreaming);

    /// <summary>The call of a seed, always the same.</summary>
    public static GrpcCall Make(long seed)
    {
        var random = new Random((int)(unchecked((ulong)seed * Spread) >> 32));
        var method = Methods[random.Next(Methods.Length)];
        var messages = method.IsClientStreaming ? random.Next(MostMessages) : random.Next(64) == 0 ? random.Next(3) : 1;
        var headers = new List<(string, string)>();
        if (random.Next(8) == 0)
        {
            headers.Add(("grpc-timeout", Timeouts[random.Next(Timeouts.Length)]));
        }

        if (random.Next(16) == 0)
        {
            headers.Add(("grpc-encoding", Encodings[random.Next(Encodings.Length)]));
        }

        var body = Enumerable.Range(0, messages).SelectMany(_ => Frame(Message(method, random), random)).ToArray();
        return new GrpcCall(method, headers, random.Next(32) == 0 ? ContentTypes[random.Next(ContentTypes.Length)] : Grpc, random.Next(32) == 0 ? ByteMutator.Instance.Mutate(body, random) : body);
    }

    public override string ToString() => $"{Path} [{ContentType}] {string.Join(' ', Headers.Select(header => $"{header.Name}={header.Value}"))}";

    /// <summary>How many messages the body has; null: it is no sequence of them.</summary>
    private int? CountMessages()
    {
        var count = 0;
        for (var rest = Body.AsSpan(); !rest.IsEmpty; count++)
        {
            if (rest.Length < PrefixSize || rest[0] != 0 || BinaryPrimitives.ReadUInt32BigEndian(rest[1..]) is var length && length > rest.Length - PrefixSize)
            {
                return null;
            }

            rest = rest[(PrefixSize + (int)length)..];
        }

        return count;
    }

    private static byte[] Message(MethodDescriptor method, Random random)
    {
        var message = random.Next(16) == 0
            ? ByteMutator.Noise(random, 200)
            : new ProtobufMutator(method.InputType).Mutate(random.Next(3) > 0 ? ProtobufMutator.Generate(method.InputType, random, 0) : [], random);

        // Pools are kept for ever, and each has shards: enough of them would be a load, not a fuzz.
        return method.InputType == CreatePoolRequest.Descriptor ? [.. message, (CreatePoolRequest.ValidateOnlyFieldNumber << 3) | 0, 1] : message;
    }

    /// <summary>A length-prefixed message (gRPC over HTTP/2, "Length-Prefixed-Message"); now and then with a prefix that lies.</summary>
    private static byte[] Frame(byte[] message, Random random)
    {
        var frame = new byte[PrefixSize + message.Length];
        message.CopyTo(frame, PrefixSize);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        switch (random.Next(40))
        {
            case 0:
                frame[0] = 1;
                break;
            case 1:
                frame[0] = (byte)random.Next(256);
                break;
            case 2:
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)random.NextInt64(uint.MaxValue));
                break;
            case 3:
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)random.Next(message.Length + 100));
                break;
            case 4:
                return frame[..random.Next(frame.Length)];
            case 5:
                return [.. frame, .. ByteMutator.Noise(random, 20)];
        }

        return frame;
    }
}
