using System.Text;
using ActorNet.Fuzz.Engine;
using ActorNet.Fuzz.Mutation;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ActorNet.Fuzz.Targets;

/// <summary>Ways to make targets of parsers.</summary>
internal static class Sample
{
    /// <summary>A parser of text.</summary>
    /// <param name="name">The target's name.</param>
    /// <param name="words">What the form has words for.</param>
    /// <param name="run">Reads a text.</param>
    /// <param name="samples">Texts that are right.</param>
    public static ParserTarget Text(string name, string[] words, Action<string> run, params string[] samples) =>
        new(name, [.. samples.Select(Encoding.UTF8.GetBytes)], new TokenMutator(words), input => run(Encoding.UTF8.GetString(input)));

    /// <summary>A parser of messages.</summary>
    /// <param name="name">The target's name.</param>
    /// <param name="descriptor">The messages' form.</param>
    /// <param name="run">Reads a message.</param>
    /// <param name="samples">Messages that are right.</param>
    public static ParserTarget Protobuf(string name, MessageDescriptor descriptor, Action<byte[]> run, params byte[][] samples) =>
        new(name, [[], .. samples], new ProtobufMutator(descriptor), run);

    /// <summary>A reader of messages that are protobuf at least.</summary>
    public static ParserTarget Message<T>(string name, MessageParser<T> parser, MessageDescriptor descriptor, Action<T> run, params T[] samples)
        where T : IMessage<T> => Protobuf(
        name,
        descriptor,
        input =>
        {
            T message;
            try
            {
                message = parser.ParseFrom(input);
            }
            catch (InvalidProtocolBufferException)
            {
                return;
            }

            run(message);
        },
        [.. samples.Select(sample => sample.ToByteArray())]);

    /// <summary>Runs what may throw a documented exception.</summary>
    public static void Allowing<TException>(Action run)
        where TException : Exception
    {
        try
        {
            run();
        }
        catch (TException)
        {
            // It is documented.
        }
    }
}
