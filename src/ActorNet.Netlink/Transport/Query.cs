using ActorNet.Netlink.Wire;

namespace ActorNet.Netlink.Transport;

/// <summary>Makes a record of a message's body; null if the message is about something else.</summary>
internal delegate T? MessageParser<out T>(ReadOnlySpan<byte> body) where T : class;

/// <summary>A request that reads.</summary>
/// <param name="What">What is read, for errors.</param>
/// <param name="Type">The RTM_GET type.</param>
/// <param name="Body">The request after its netlink header.</param>
/// <param name="Parse">Makes a record of each answer.</param>
internal sealed record Query<T>(string What, MessageType Type, ReadOnlyMemory<byte> Body, MessageParser<T> Parse) where T : class
{
    // In rtnetlink the numbers of RTM_NEW, RTM_DEL and RTM_GET follow each other.
    private const int GetLessNew = MessageType.GetLink - MessageType.NewLink;

    /// <summary>The type of the answers: RTM_NEW, unless said otherwise.</summary>
    public MessageType AnswerType { get; init; } = Type - GetLessNew;

    /// <summary>Whether answers can be of one moment, for objects that may move while they are listed without the kernel saying so.</summary>
    public Predicate<IReadOnlyList<T>> IsOfOneMoment { get; init; } = static _ => true;
}
