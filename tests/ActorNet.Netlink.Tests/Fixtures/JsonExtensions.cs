using System.Text.Json;

namespace ActorNet.Netlink.Tests.Fixtures;

internal static class JsonExtensions
{
    public static string? Text(this JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? value.ToString() : null;

    public static string[] Texts(this JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? [.. value.EnumerateArray().Select(item => item.ToString())] : [];

    public static JsonElement Path(this JsonElement element, params string[] properties) =>
        properties.Aggregate(element, (current, property) => current.GetProperty(property));
}
