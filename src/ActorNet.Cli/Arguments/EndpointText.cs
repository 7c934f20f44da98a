using System.Diagnostics.CodeAnalysis;

namespace ActorNet.Cli.Arguments;

/// <summary>Where a coordinator listens: scheme, host and port, nothing else.</summary>
internal static class EndpointText
{
    public static bool TryParse(string text, [MaybeNullWhen(false)] out Uri value, [NotNullWhen(false)] out string? error)
    {
        error = Uri.TryCreate(text, UriKind.Absolute, out value)
            && value.Scheme is "http" or "https"
            && value is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? null
            : $"'{text}' is not an endpoint; write it like http://127.0.0.1:7410 or https://coordinator.example:7410";
        return error is null;
    }
}
