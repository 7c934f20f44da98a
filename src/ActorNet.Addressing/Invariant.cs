using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ActorNet.Addressing;

internal static class Invariant
{
    /// <summary>Stops, in production as well, where going on would hand out an address twice.</summary>
    public static void Holds([DoesNotReturnIf(false)] bool condition, string rule, [CallerMemberName] string where = "")
    {
        if (!condition)
            throw new UnreachableException($"Free space is broken in {where}: it must hold that {rule}.");
    }
}
