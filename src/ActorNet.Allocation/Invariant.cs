using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ActorNet.Allocation;

/// <summary>Checks, in production as well, that what the rules rely upon holds.</summary>
internal static class Invariant
{
    public static void Require([DoesNotReturnIf(false)] bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref MessageHandler message)
    {
        if (!holds)
        {
            throw new InvariantException(message.ToString());
        }
    }

    /// <summary>Formats the message only when the check fails.</summary>
    [InterpolatedStringHandler]
    public ref struct MessageHandler
    {
        private DefaultInterpolatedStringHandler inner;
        private readonly bool isWanted;

        public MessageHandler(int literalLength, int formattedCount, bool holds, out bool shouldAppend)
        {
            isWanted = shouldAppend = !holds;
            inner = shouldAppend ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string text) => inner.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => inner.AppendFormatted(value);

        public override string ToString() => isWanted ? inner.ToStringAndClear() : string.Empty;
    }
}

/// <summary>Something that may never happen was about to. Nothing was written.</summary>
public sealed class InvariantException(string message) : InvalidOperationException(message);
