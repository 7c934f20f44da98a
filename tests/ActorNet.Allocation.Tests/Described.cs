using System.Collections;
using System.Reflection;

namespace ActorNet.Allocation.Tests;

/// <summary>Records as text, arrays with what is in them: what is read back is compared by it.</summary>
internal static class Described
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => text,
        Google.Protobuf.ByteString bytes => bytes.ToBase64(),
        IEnumerable many => $"[{string.Join(", ", many.Cast<object?>().Select(Of))}]",
        DateTimeOffset at => at.UtcTicks.ToString(),
        _ when IsRecord(value.GetType()) => $"{value.GetType().Name}({string.Join(", ", Properties(value))})",
        _ => value.ToString()!,
    };

    private static bool IsRecord(Type type) => type.Namespace!.StartsWith("ActorNet.Allocation", StringComparison.Ordinal)
        && !type.IsEnum
        && type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    /// <summary>What the record was made of; what follows from that is not compared.</summary>
    private static IEnumerable<string> Properties(object value) => value.GetType().GetProperties()
        .Where(property => property.CanWrite)
        .OrderBy(property => property.Name, StringComparer.Ordinal)
        .Select(property => $"{property.Name} = {Of(property.GetValue(value))}");
}
