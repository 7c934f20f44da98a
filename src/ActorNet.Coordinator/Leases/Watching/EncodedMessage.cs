using System.Buffers;
using Grpc.Core;

namespace ActorNet.Coordinator.Leases.Watching;

/// <summary>A <c>WatchLeasesResponse</c> that is ready to go out: its large part is shared by all who are sent it.</summary>
/// <param name="head">The bytes before the shared ones.</param>
/// <param name="body">The shared bytes.</param>
/// <param name="tail">The bytes behind.</param>
internal sealed class EncodedMessage(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> tail)
{
    /// <summary>Writes it to the wire as it is. No server reads one.</summary>
    public static readonly Marshaller<EncodedMessage> Marshaller = Marshallers.Create<EncodedMessage>(
        (message, context) => message.WriteTo(context),
        _ => throw new NotSupportedException("encoded messages are only sent"));

    public int Length => head.Length + body.Length + tail.Length;

    /// <summary>The message in one piece.</summary>
    public byte[] ToArray() => [.. head.Span, .. body.Span, .. tail.Span];

    private void WriteTo(SerializationContext context)
    {
        context.SetPayloadLength(Length);
        var writer = context.GetBufferWriter();
        writer.Write(head.Span);
        writer.Write(body.Span);
        writer.Write(tail.Span);
        context.Complete();
    }
}
