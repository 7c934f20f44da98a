using System.Diagnostics.CodeAnalysis;

namespace ActorNet.Client.Endpoints;

/// <summary>Where coordinators are, as people write it: a URL of scheme, host and port, nothing else.</summary>
public static class EndpointText
{
    /// <summary>Reads one endpoint.</summary>
    /// <param name="text"><c>http</c> or <c>https</c>, an IPv4 address, an IPv6 address in brackets or a DNS name, and a port (default: the scheme's).</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="error">What was given, what is wrong, what would be right.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? endpoint, [NotNullWhen(false)] out string? error)
    {
        error = Uri.TryCreate(text, UriKind.Absolute, out endpoint)
            && endpoint.Scheme is "http" or "https"
            && endpoint is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? null
            : $"'{text}' is not an endpoint; write it like http://127.0.0.1:7410 or https://coordinator.example:7410";
        return error is null;
    }
}
